// Like the command `mockserver`, but on the loopback address only. Usage: node mockserver.cjs PORT FOLDER
const http = require('node:http')

const mockserver = require('mockserver')

const [port, folder] = process.argv.slice(2)
const verbose = false
http.createServer(mockserver(folder, verbose)).listen(Number(port), '127.0.0.1')
