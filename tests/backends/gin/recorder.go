package main

import (
	"bytes"

	"github.com/gin-gonic/gin"
)

// recorder keeps the body of an answer instead of sending it.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(data []byte) (int, error) {
	return r.body.Write(data)
}

func (r *recorder) WriteString(text string) (int, error) {
	return r.body.WriteString(text)
}

func (r *recorder) WriteHeaderNow() {}

// record runs the handlers that follow and returns the body they wrote.
func record(c *gin.Context) []byte {
	writer := c.Writer
	recorded := &recorder{ResponseWriter: writer}
	c.Writer = recorded
	defer func() { c.Writer = writer }()
	c.Next()
	return recorded.body.Bytes()
}
