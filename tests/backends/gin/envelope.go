package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// envelope is the body of every answer of the API.
type envelope struct {
	Code    int       `json:"code"`
	Status  string    `json:"status"`
	Message string    `json:"message"`
	Data    any       `json:"data"`
	Meta    *pageMeta `json:"meta,omitempty"`
}

// succeed answers with a page of numbers.
func succeed(c *gin.Context, data any, meta pageMeta) {
	c.JSON(http.StatusOK, envelope{
		Code: http.StatusOK, Status: "success", Message: "查看号码列表成功", Data: data, Meta: &meta,
	})
}

// fail ends the request with an error.
func fail(c *gin.Context, status int, message string) {
	c.AbortWithStatusJSON(status, envelope{Code: status, Status: "error", Message: message, Data: []any{}})
}
