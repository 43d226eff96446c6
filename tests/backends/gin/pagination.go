package main

import "gorm.io/gorm"

// pageMeta describes one page.
type pageMeta struct {
	HasPages    bool  `json:"has_pages"`
	Total       int64 `json:"total"`
	LastPage    int64 `json:"last_page"`
	CurrentPage int64 `json:"current_page"`
	PerPage     int   `json:"per_page"`
}

func newPageMeta(total, page int64, perPage int) pageMeta {
	lastPage := max(1, (total+int64(perPage)-1)/int64(perPage))
	return pageMeta{
		HasPages: lastPage > 1, Total: total, LastPage: lastPage, CurrentPage: page, PerPage: perPage,
	}
}

// paginate selects one page; beyond the last one, the offset might overflow.
func paginate(meta pageMeta) scope {
	return func(db *gorm.DB) *gorm.DB {
		if meta.CurrentPage > meta.LastPage {
			return db.Where("1 = 0")
		}
		return db.Offset(int(meta.CurrentPage-1) * meta.PerPage).Limit(meta.PerPage)
	}
}
