package main

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// scope is a part of a query that gorm adds.
type scope = func(*gorm.DB) *gorm.DB

// owner is whose numbers are listed.
type owner struct {
	userID    string
	taskID    string
	subUserID string
}

func ownedBy(owner owner) scope {
	return func(db *gorm.DB) *gorm.DB {
		db = db.Where("user_id = ? AND task_id = ?", owner.userID, owner.taskID)
		if owner.subUserID == "" {
			return db.Where("sub_user_id IS NULL")
		}
		return db.Where("sub_user_id = ?", owner.subUserID)
	}
}

func withStatus(statuses []callStatus) scope {
	return func(db *gorm.DB) *gorm.DB {
		if len(statuses) == 0 {
			return db
		}
		return db.Where("status IN ?", statuses)
	}
}

func createdBetween(start, end moment) scope {
	return func(db *gorm.DB) *gorm.DB {
		if !start.IsZero() {
			db = db.Where("created_at >= ?", LocalTime(start))
		}
		if !end.IsZero() {
			db = db.Where("created_at <= ?", LocalTime(end))
		}
		return db
	}
}

func inOrder(db *gorm.DB) *gorm.DB {
	return db.Order(clause.OrderBy{Columns: []clause.OrderByColumn{
		{Column: clause.Column{Name: "created_at"}},
		{Column: clause.Column{Name: "id"}},
	}})
}
