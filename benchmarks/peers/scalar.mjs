// The example of @scalar/mock-server's README. Usage: node scalar.mjs PORT DOCUMENT
import { readFileSync } from 'node:fs'

import { serve } from '@hono/node-server'
import { createMockServer } from '@scalar/mock-server'

const [port, document] = process.argv.slice(2)
const app = await createMockServer({ specification: readFileSync(document, 'utf8') })
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' })
