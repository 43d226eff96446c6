package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
)

// entityTag answers requests for what the client has with 304.
func entityTag() gin.HandlerFunc {
	if !habit("entity-tags") && !fault("entity-tag-of-task") {
		return func(*gin.Context) {}
	}
	return func(c *gin.Context) {
		body := record(c)
		if c.Writer.Status() != http.StatusOK {
			c.Writer.Write(body)
			return
		}
		source := body
		if fault("entity-tag-of-task") {
			source = []byte(c.Param("task_id"))
		}
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256(source))
		c.Header("ETag", tag)
		if c.GetHeader("If-None-Match") == tag {
			c.Writer.Header().Del("Content-Type")
			c.Status(http.StatusNotModified)
			return
		}
		c.Writer.Write(body)
	}
}

// cache repeats answers to the same request, as far as the key tells requests apart.
func cache() gin.HandlerFunc {
	switch {
	case fault("cache-by-path"):
		return repeat(func(c *gin.Context) string { return c.Request.URL.Path })
	case fault("cache-forgets-user"):
		return repeat(func(c *gin.Context) string { return c.Param("task_id") + c.Request.URL.RawQuery })
	case fault("cache-forgets-encryption"):
		return repeat(func(c *gin.Context) string {
			query := c.Request.URL.Query()
			query.Del("encryption")
			return c.Request.URL.Path + query.Encode()
		})
	case fault("cache-forgets-status-list"):
		return repeat(func(c *gin.Context) string {
			query := c.Request.URL.Query()
			for _, name := range []string{"status", "status[]"} {
				if query.Has(name) {
					query.Set(name, query.Get(name))
				}
			}
			return c.Request.URL.Path + query.Encode()
		})
	}
	return func(*gin.Context) {}
}

func cacheBeforeAuth() gin.HandlerFunc {
	if fault("cache-before-auth") {
		return repeat(func(c *gin.Context) string { return c.Request.RequestURI })
	}
	return func(*gin.Context) {}
}

func repeat(key func(*gin.Context) string) gin.HandlerFunc {
	var answers sync.Map
	return func(c *gin.Context) {
		name := key(c)
		if body, ok := answers.Load(name); ok {
			c.Data(http.StatusOK, "application/json; charset=utf-8", body.([]byte))
			c.Abort()
			return
		}
		body := record(c)
		if c.Writer.Status() == http.StatusOK {
			answers.Store(name, body)
		}
		c.Writer.Write(body)
	}
}
