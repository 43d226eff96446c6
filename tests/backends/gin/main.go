// The number list of a calling task, served with gin and gorm.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	address := flag.String("address", "127.0.0.1:8080", "address to listen on")
	flag.Parse()

	if err := readSwitches(os.Getenv("BACKEND_HABITS"), os.Getenv("BACKEND_FAULTS")); err != nil {
		log.Fatal(err)
	}
	db, err := openDatabase(os.Getenv("BACKEND_DATABASE"))
	if err != nil {
		log.Fatal(err)
	}
	gin.SetMode(gin.ReleaseMode)
	server := &http.Server{Addr: *address, Handler: newRouter(db)}
	server.SetKeepAlivesEnabled(!habit("connections-closed"))
	log.Fatal(server.ListenAndServe())
}
