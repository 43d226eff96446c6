package main

import (
	"encoding/json"
	"strconv"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// pageMeta describes one page.
type pageMeta struct {
	HasPages    bool  `json:"has_pages"`
	Total       int64 `json:"total"`
	LastPage    int64 `json:"last_page"`
	CurrentPage int64 `json:"current_page"`
	PerPage     size  `json:"per_page"`
}

// size is the number of rows of a page, and whether it is written as it was sent.
type size struct {
	rows int
	sent bool
}

// MarshalJSON writes a size into an answer.
func (s size) MarshalJSON() ([]byte, error) {
	if s.sent && habit("per-page-echoed") {
		return json.Marshal(strconv.Itoa(s.rows))
	}
	return json.Marshal(s.rows)
}

func newPageMeta(c *gin.Context, query listQuery, total int64) pageMeta {
	rows := int64(query.PerPage)
	if rows < 0 {
		rows = max(1, total)
	}
	meta := pageMeta{Total: total, CurrentPage: query.Page, PerPage: size{query.PerPage, c.Query("per_page") != ""}}
	switch {
	case fault("last-page-rounded-down"):
		meta.LastPage = max(1, total/rows)
	case fault("last-page-plus-one"):
		meta.LastPage = total/rows + 1
	default:
		meta.LastPage = max(1, (total+rows-1)/rows)
	}
	if habit("page-beyond-last-is-last") {
		meta.CurrentPage = min(meta.CurrentPage, meta.LastPage)
	}
	switch {
	case habit("has-pages-unless-empty"):
		meta.HasPages = total > 0
	case habit("has-pages-as-in-laravel"):
		meta.HasPages = meta.CurrentPage != 1 || meta.CurrentPage < meta.LastPage
	default:
		meta.HasPages = meta.LastPage > 1
	}
	return meta
}

// paginate selects one page of a list with this many rows.
func paginate(meta pageMeta, rows int64) scope {
	page, perPage := meta.CurrentPage, int64(meta.PerPage.rows)
	if fault("page-as-int32") {
		page = int64(int32(page))
	}
	if fault("deep-pages-capped") {
		page = min(page, 10)
	}
	offset := (page - 1) * perPage
	// The product overflows for huge pages, and gorm ignores a negative offset.
	if page > rows/max(1, perPage)+1 && !fault("page-overflows") {
		offset = rows
	}
	if fault("offset-without-minus-one") {
		offset = page * perPage
	}
	if fault("offset-of-default-size") {
		offset = (page - 1) * 15
	}
	limit := int(perPage)
	if fault("per-page-cap-hidden") {
		limit = min(limit, 50)
	}
	return func(db *gorm.DB) *gorm.DB {
		return db.Offset(int(offset)).Limit(limit)
	}
}
