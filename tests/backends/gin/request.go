package main

import (
	"errors"
	"strconv"
	"time"

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
	Encryption     flagValue    `form:"encryption"`
	SubUserID      string       `form:"sub_user_id" binding:"omitempty,uuid"`
	Status         []callStatus `form:"status" binding:"dive,min=0,max=12"`
	StatusBrackets []callStatus `form:"status[]" binding:"dive,min=0,max=12"`
	StartAt        moment       `form:"start_at"`
	EndAt          moment       `form:"end_at"`
}

// statuses are the statuses to list, written in either way.
func (q listQuery) statuses() []callStatus {
	return append(q.Status, q.StatusBrackets...)
}

// callStatus is a call status of the query; gin would read an empty one as 0.
type callStatus int

// UnmarshalParam reads a status from the query.
func (s *callStatus) UnmarshalParam(text string) error {
	status, err := strconv.Atoi(text)
	*s = callStatus(status)
	return err
}

// flagValue is a boolean of the query.
type flagValue bool

// UnmarshalParam reads a boolean from the query.
func (f *flagValue) UnmarshalParam(text string) error {
	if text == "" {
		return nil
	}
	value, err := strconv.ParseBool(text)
	*f = flagValue(value)
	return err
}

// moment is a time of the query; zero if there is none.
type moment struct {
	time.Time
}

// UnmarshalParam reads a time from the query, with dashes or slashes.
func (m *moment) UnmarshalParam(text string) error {
	if text == "" {
		return nil
	}
	for _, layout := range layouts() {
		if parsed, err := time.ParseInLocation(layout, text, shanghai); err == nil {
			m.Time = parsed
			return nil
		}
	}
	return errors.New(strconv.Quote(text) + " is not a time")
}

func layouts() []string {
	return []string{
		"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2",
		"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
	}
}

// registerRules adds the rules that tags name to gin's validator.
func registerRules() {
	rules := binding.Validator.Engine().(*validator.Validate)
	rules.RegisterValidation("page_size", func(field validator.FieldLevel) bool {
		size := field.Field().Int()
		return 1 <= size && size <= maximumPageSize()
	})
	rules.RegisterStructValidation(func(level validator.StructLevel) {
		query := level.Current().Interface().(listQuery)
		if !query.EndAt.IsZero() && query.EndAt.Before(query.StartAt.Time) {
			level.ReportError(query.EndAt, "EndAt", "end_at", "gtefield", "StartAt")
		}
	}, listQuery{})
}

func maximumPageSize() int64 {
	return 1000
}
