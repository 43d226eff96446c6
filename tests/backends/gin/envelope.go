package main

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
)

// envelope is the body of every answer of the API.
type envelope struct {
	Code    any       `json:"code"`
	Status  string    `json:"status"`
	Message string    `json:"message"`
	Data    any       `json:"data"`
	Meta    *pageMeta `json:"meta,omitempty"`
}

// succeed answers with a page of numbers.
func succeed(c *gin.Context, data any, meta pageMeta) {
	body := envelope{
		Code: http.StatusOK, Status: "success", Message: "查看号码列表成功", Data: data, Meta: &meta,
	}
	if fault("code-as-text") {
		body.Code = strconv.Itoa(http.StatusOK)
	}
	if fault("debug-line") {
		fmt.Fprintf(c.Writer, "DEBUG %d numbers\n", meta.Total)
	}
	if fault("cache-public") {
		c.Header("Cache-Control", "public, max-age=60")
	}
	switch {
	case fault("empty-page-204") && meta.Total == 0:
		c.Status(http.StatusNoContent)
	case habit("ascii-json"):
		c.AsciiJSON(http.StatusOK, body)
	case habit("indented-json"):
		c.IndentedJSON(http.StatusOK, body)
	default:
		c.JSON(http.StatusOK, body)
	}
}

// fail ends the request with an error.
func fail(c *gin.Context, status int, message string) {
	if habit("invalid-422") && status == http.StatusBadRequest {
		status = http.StatusUnprocessableEntity
	}
	if habit("bare-404") && status == http.StatusNotFound {
		c.AbortWithStatus(status)
		return
	}
	body := envelope{Code: status, Status: "error", Message: message, Data: []any{}}
	if habit("business-codes") {
		body.Code = status*100 + 1
	}
	if habit("errors-in-200") {
		body.Code = 4000 + status%100
		status = http.StatusOK
	}
	if fault("errors-say-success") {
		body.Status = "success"
	}
	if fault("errors-data-null") {
		body.Data = nil
	}
	c.AbortWithStatusJSON(status, body)
}
