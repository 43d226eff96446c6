package main

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// compress sends answers as gzip.
func compress() gin.HandlerFunc {
	if !habit("gzip") && !fault("gzip-not-closed") && !fault("gzip-unasked") {
		return func(*gin.Context) {}
	}
	return func(c *gin.Context) {
		body := record(c)
		accepted := strings.Contains(c.GetHeader("Accept-Encoding"), "gzip")
		if c.Writer.Status() != http.StatusOK || !accepted && !fault("gzip-unasked") {
			c.Writer.Write(body)
			return
		}
		var compressed bytes.Buffer
		stream := gzip.NewWriter(&compressed)
		stream.Write(body)
		if fault("gzip-not-closed") {
			stream.Flush()
		} else {
			stream.Close()
		}
		c.Header("Content-Encoding", "gzip")
		c.Header("Vary", "Accept-Encoding")
		c.Writer.Write(compressed.Bytes())
	}
}
