package main

import (
	"strconv"
	"strings"
)

// vary adds and replaces fields of a resource, as some habits and faults do.
func vary(resource numberResource, number Number) any {
	switch {
	case fault("bill-in-seconds"):
		resource.Bill, resource.Duration = seconds(resource.Bill), seconds(resource.Duration)
	case fault("bill-and-duration-swapped"):
		resource.Bill, resource.Duration = resource.Duration, resource.Bill
	case fault("snowflake-ids"):
		resource.ID <<= 30
	case fault("area-code-without-zero"):
		code := strings.TrimLeft(*resource.AreaCode, "0")
		resource.AreaCode = &code
	case fault("zero-times"):
		resource.Calldate = orZero(resource.Calldate)
		resource.Hangupdate = orZero(resource.Hangupdate)
		resource.Answerdate = orZero(resource.Answerdate)
	}
	switch {
	case habit("extra-fields"):
		return struct {
			numberResource
			TaskID    string    `json:"task_id"`
			UpdatedAt LocalTime `json:"updated_at"`
		}{resource, number.TaskID, number.CreatedAt}
	case fault("encryption-leaks"):
		return struct {
			numberResource
			Phone string `json:"phone"`
		}{resource, number.Number}
	case fault("ids-as-text"):
		return struct {
			numberResource
			ID int64 `json:"id,string"`
		}{resource, resource.ID}
	case fault("post-code-as-number"):
		code, _ := strconv.Atoi(*resource.PostCode)
		return struct {
			numberResource
			PostCode int `json:"post_code"`
		}{resource, code}
	case fault("untagged-field"):
		return struct {
			numberResource
			Missing    *LocalTime `json:"hangupdate,omitempty"`
			HangupDate *LocalTime
		}{resource, nil, resource.Hangupdate}
	case fault("omitempty"):
		return struct {
			numberResource
			Extra       *string    `json:"extra,omitempty"`
			Callid      *string    `json:"callid,omitempty"`
			Calldate    *LocalTime `json:"calldate,omitempty"`
			Bill        int64      `json:"bill,omitempty"`
			Duration    int64      `json:"duration,omitempty"`
			Hangupcause *string    `json:"hangupcause,omitempty"`
			Hangupdate  *LocalTime `json:"hangupdate,omitempty"`
			Answerdate  *LocalTime `json:"answerdate,omitempty"`
			IsBlacklist *boolean   `json:"is_blacklist,omitempty"`
			CustomerID  *string    `json:"customer_id,omitempty"`
		}{
			resource, resource.Extra, resource.Callid, resource.Calldate, *resource.Bill, *resource.Duration,
			resource.Hangupcause, resource.Hangupdate, resource.Answerdate, resource.IsBlacklist, resource.CustomerID,
		}
	}
	return resource
}

func seconds(milliseconds *int64) *int64 {
	if milliseconds == nil {
		return nil
	}
	whole := *milliseconds / 1000
	return &whole
}

func orZero(time *LocalTime) *LocalTime {
	if time == nil {
		return &LocalTime{}
	}
	return time
}
