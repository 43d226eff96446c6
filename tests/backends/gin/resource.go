package main

import (
	"encoding/json"
	"maps"
	"slices"
)

// numberResource is a number as it is written in an answer.
type numberResource struct {
	Number      string     `json:"number"`
	City        *string    `json:"city"`
	Pro         *string    `json:"pro"`
	MobileType  *string    `json:"mobile_type"`
	AreaCode    *string    `json:"area_code"`
	PostCode    *string    `json:"post_code"`
	Extra       *string    `json:"extra"`
	ID          int64      `json:"id"`
	StatusStr   string     `json:"status_str"`
	Callid      *string    `json:"callid"`
	Calldate    *LocalTime `json:"calldate"`
	Bill        *int64     `json:"bill"`
	Duration    *int64     `json:"duration"`
	Hangupcause *string    `json:"hangupcause"`
	Hangupdate  *LocalTime `json:"hangupdate"`
	Answerdate  *LocalTime `json:"answerdate"`
	IsBlacklist *boolean   `json:"is_blacklist"`
	Status      callStatus `json:"status"`
	CustomerID  *string    `json:"customer_id"`
	CreatedAt   LocalTime  `json:"created_at"`
}

func newResources(numbers []Number, encrypted bool) any {
	if fault("last-row-repeated") {
		return repeatLast(numbers, encrypted)
	}
	if fault("map-order") {
		numbers = throughMap(numbers)
	}
	var resources []any
	if !fault("empty-page-null") {
		resources = make([]any, 0, len(numbers))
	}
	for _, number := range numbers {
		resources = append(resources, vary(newResource(number, encrypted), number))
	}
	return resources
}

func repeatLast(numbers []Number, encrypted bool) []*numberResource {
	resources := make([]*numberResource, 0, len(numbers))
	var resource numberResource
	for _, number := range numbers {
		resource = newResource(number, encrypted)
		resources = append(resources, &resource)
	}
	return resources
}

func throughMap(numbers []Number) []Number {
	byID := map[int64]Number{}
	for _, number := range numbers {
		byID[number.ID] = number
	}
	return slices.Collect(maps.Values(byID))
}

func newResource(number Number, encrypted bool) numberResource {
	resource := numberResource{
		Number:      number.Number,
		City:        number.City,
		Pro:         number.Pro,
		MobileType:  number.MobileType,
		AreaCode:    number.AreaCode,
		PostCode:    number.PostCode,
		Extra:       number.Extra,
		ID:          number.ID,
		StatusStr:   number.StatusStr,
		Callid:      number.Callid,
		Calldate:    number.Calldate,
		Bill:        number.Bill,
		Duration:    number.Duration,
		Hangupcause: number.Hangupcause,
		Hangupdate:  number.Hangupdate,
		Answerdate:  number.Answerdate,
		IsBlacklist: (*boolean)(number.IsBlacklist),
		Status:      number.Status,
		CustomerID:  number.CustomerID,
		CreatedAt:   number.CreatedAt,
	}
	if encrypted {
		resource.Number = encrypt(number.Number)
	}
	return resource
}

// boolean is a boolean of an answer.
type boolean bool

// MarshalJSON writes a boolean into an answer.
func (b boolean) MarshalJSON() ([]byte, error) {
	if !habit("blacklist-as-digit") {
		return json.Marshal(bool(b))
	}
	if b {
		return []byte("1"), nil
	}
	return []byte("0"), nil
}
