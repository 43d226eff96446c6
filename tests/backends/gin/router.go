package main

import (
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

func newRouter(db *gorm.DB) *gin.Engine {
	registerRules()
	router := gin.New()
	router.Use(gin.Logger(), recovery())
	router.HandleMethodNotAllowed = !habit("other-methods-404")
	router.RedirectTrailingSlash = !habit("no-redirects")
	if habit("errors-of-gin-in-envelope") {
		router.NoRoute(func(c *gin.Context) { fail(c, http.StatusNotFound, "接口不存在") })
		router.NoMethod(func(c *gin.Context) { fail(c, http.StatusMethodNotAllowed, "请求方式错误") })
	}

	api := router.Group("/agent-api", throttle(), cacheBeforeAuth(), bearer(db), compress(), entityTag())
	numbers := newNumberController(db)
	path := "/user/:user_id/task/:task_id/number"
	api.GET(path, readSpellings(), cache(), numbers.list)
	if habit("head-exists") {
		api.HEAD(path, readSpellings(), numbers.list)
	}
	if habit("post-exists") {
		api.POST(path, numbers.create)
	}
	return router
}

func recovery() gin.HandlerFunc {
	if fault("stack-in-answer") {
		return gin.CustomRecovery(func(c *gin.Context, reason any) {
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{
				"code": 500, "status": "error", "message": reason, "data": []any{}, "trace": string(debug.Stack()),
			})
		})
	}
	return gin.Recovery()
}
