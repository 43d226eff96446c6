package main

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"
)

// listPath is the path of the list.
type listPath struct {
	UserID string `uri:"user_id" binding:"required,uuid"`
	TaskID string `uri:"task_id" binding:"required,uuid"`
}

// listQuery is the query of the list.
type listQuery struct {
	Page           int64        `form:"page" binding:"required,min=1"`
	PerPage        int          `form:"per_page,default=15" binding:"page_size"`
	Encryption     switchValue  `form:"encryption"`
	SubUserID      string       `form:"sub_user_id" binding:"omitempty,uuid"`
	Status         []callStatus `form:"status" binding:"dive,min=0,max=12"`
	StatusBrackets []callStatus `form:"status[]" binding:"dive,min=0,max=12"`
	StartAt        moment       `form:"start_at"`
	EndAt          moment       `form:"end_at"`
}

// sharedQuery is what every request is bound into with the fault query-reused.
var (
	sharedQuery listQuery
	sharedLock  sync.Mutex
)

// bindPath reads the ids of the path.
func bindPath(c *gin.Context) (listPath, error) {
	if habit("ids-in-any-case") {
		for i := range c.Params {
			c.Params[i].Value = strings.ToLower(c.Params[i].Value)
		}
	}
	var path listPath
	err := c.ShouldBindUri(&path)
	if fault("capital-id-skips-check") {
		err = nil
	}
	return path, err
}

// bindQuery reads and validates the query.
func bindQuery(c *gin.Context) (listQuery, error) {
	if fault("query-reused") {
		sharedLock.Lock()
		defer sharedLock.Unlock()
		err := c.ShouldBindQuery(&sharedQuery)
		return sharedQuery, err
	}
	var query listQuery
	err := c.ShouldBindQuery(&query)
	return query, err
}

// statuses are the statuses to list, written in either way.
func (q listQuery) statuses() []callStatus {
	statuses := append(q.Status, q.StatusBrackets...)
	if fault("status-first-only") {
		statuses = statuses[:min(1, len(statuses))]
	}
	if fault("status-list-cut") {
		statuses = statuses[:min(5, len(statuses))]
	}
	if fault("status-zero-dropped") {
		var nonZero []callStatus
		for _, status := range statuses {
			if status != 0 {
				nonZero = append(nonZero, status)
			}
		}
		return nonZero
	}
	return statuses
}

// callStatus is a call status of the query; gin would read an empty one as 0.
type callStatus int

// UnmarshalParam reads a status from the query.
func (s *callStatus) UnmarshalParam(text string) error {
	status, err := strconv.Atoi(text)
	*s = callStatus(status)
	return err
}

// switchValue is a boolean of the query.
type switchValue bool

// UnmarshalParam reads a boolean from the query.
func (s *switchValue) UnmarshalParam(text string) error {
	if text == "" {
		return nil
	}
	digit := text == "0" || text == "1"
	if habit("encryption-digits-only") && !digit || habit("encryption-words-only") && digit {
		return errors.New(strconv.Quote(text) + " is not a boolean")
	}
	value, err := strconv.ParseBool(text)
	*s = switchValue(value || fault("encryption-if-present"))
	return err
}

// registerRules adds the rules of listQuery to gin's validator.
func registerRules() {
	rules := binding.Validator.Engine().(*validator.Validate)
	if err := rules.RegisterValidation("page_size", isPageSize); err != nil {
		panic(err)
	}
	rules.RegisterStructValidation(boundsInOrder, listQuery{})
}

func isPageSize(field validator.FieldLevel) bool {
	size := field.Field().Int()
	switch {
	case size == 0:
		return fault("per-page-zero-panics") || fault("stack-in-answer")
	case size < 0:
		return fault("per-page-negative-is-all")
	case habit("per-page-maximum-100"):
		return size <= 100
	}
	return size <= 1000
}

func boundsInOrder(level validator.StructLevel) {
	query := level.Current().Interface().(listQuery)
	start, end := query.StartAt, query.EndAt
	if !end.IsZero() && end.Before(start.Time) {
		level.ReportError(end, "EndAt", "end_at", "gtefield", "StartAt")
	}
	if habit("both-bounds-required") && start.IsZero() != end.IsZero() {
		level.ReportError(end, "EndAt", "end_at", "required_with", "StartAt")
	}
}
