package main

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
)

// readSpellings rewrites the query into the spelling that listQuery binds.
func readSpellings() gin.HandlerFunc {
	return func(c *gin.Context) {
		query := c.Request.URL.Query()
		if habit("status-brackets-only") {
			query.Del("status")
		}
		if habit("status-repeated-only") {
			query.Del("status[]")
		}
		if habit("status-with-commas") {
			query.Del("status[]")
			splitStatus(query)
		}
		if habit("status-with-indices") {
			for _, status := range c.QueryMap("status") {
				query.Add("status", status)
			}
		}
		if habit("lenient-numbers") {
			castNumbers(query)
		}
		if habit("invalid-ignored") {
			dropInvalid(query)
		}
		if habit("page-optional") && query.Get("page") == "" {
			query.Set("page", "1")
		}
		if habit("per-page-default-20") && query.Get("per_page") == "" {
			query.Set("per_page", "20")
		}
		if size, err := strconv.Atoi(query.Get("per_page")); habit("per-page-clamped") && err == nil && size > 100 {
			query.Set("per_page", "100")
		}
		c.Request.URL.RawQuery = query.Encode()
	}
}

func splitStatus(query url.Values) {
	if query.Has("status") {
		query["status"] = strings.Split(query.Get("status"), ",")
	}
}

func castNumbers(query url.Values) {
	for _, name := range []string{"page", "per_page"} {
		for i, value := range query[name] {
			if _, err := strconv.ParseInt(value, 10, 64); err == nil {
				continue
			}
			if number, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
				query[name][i] = strconv.FormatInt(int64(number), 10)
			}
		}
	}
}

// dropInvalid removes each parameter that cannot be bound alone.
func dropInvalid(query url.Values) {
	for name, values := range query {
		alone := url.Values{"page": {"1"}, name: values}
		var bound listQuery
		err := binding.MapFormWithTag(&bound, alone, "form")
		if err == nil {
			err = binding.Validator.ValidateStruct(&bound)
		}
		if err != nil {
			query.Del(name)
		}
	}
	if query.Get("page") == "" {
		query.Set("page", "1")
	}
}
