package main

import (
	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

func newRouter(db *gorm.DB) *gin.Engine {
	registerRules()
	router := gin.Default()
	router.HandleMethodNotAllowed = true

	api := router.Group("/agent-api", bearer(db))
	numbers := numberController{db: db}
	api.GET("/user/:user_id/task/:task_id/number", numbers.list)
	return router
}
