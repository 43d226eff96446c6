package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// throttle allows forty requests in each second of the clock.
func throttle() gin.HandlerFunc {
	if !habit("throttled") {
		return func(*gin.Context) {}
	}
	var lock sync.Mutex
	var second int64
	var count int
	return func(c *gin.Context) {
		lock.Lock()
		defer lock.Unlock()
		if now := time.Now().Unix(); now != second {
			second, count = now, 0
		}
		count++
		if count > 40 {
			c.Header("Retry-After", "1")
			fail(c, http.StatusTooManyRequests, "请求过于频繁")
		}
	}
}
