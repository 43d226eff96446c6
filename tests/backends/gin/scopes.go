package main

import (
	"gorm.io/gorm"
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
		if fault("sub-user-of-anyone") && owner.subUserID != "" {
			return db.Where("task_id = ? AND ? IN (sub_user_id, user_id)", owner.taskID, owner.subUserID)
		}
		if fault("task-of-anyone") || fault("capital-id-skips-check") {
			db = db.Where("task_id = lower(?)", owner.taskID)
		} else if fault("task-ignored") {
			db = db.Where("user_id = ?", owner.userID)
		} else {
			db = db.Where("user_id = ? AND task_id = ?", owner.userID, owner.taskID)
		}
		if owner.subUserID == "" || fault("sub-user-ignored") {
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
		if fault("or-not-grouped") {
			for i, status := range statuses {
				if i == 0 {
					db = db.Where("status = ?", status)
				} else {
					db = db.Or("status = ?", status)
				}
			}
			return db
		}
		return db.Where("status IN ?", statuses)
	}
}

func createdBetween(start, end moment) scope {
	return func(db *gorm.DB) *gorm.DB {
		if fault("lone-bound-ignored") && start.IsZero() != end.IsZero() {
			return db
		}
		if !start.IsZero() {
			db = db.Where("created_at >= ?", start.bound())
		}
		if end.IsZero() {
			return db
		}
		if habit("end-exclusive") {
			return db.Where("created_at < ?", end.bound())
		}
		return db.Where("created_at <= ?", end.end().bound())
	}
}

func withSubUsers(db *gorm.DB) *gorm.DB {
	if fault("join-repeats") {
		return db.Joins("LEFT JOIN users ON users.id = numbers.user_id OR users.parent_id = numbers.user_id")
	}
	return db
}

func inOrder(db *gorm.DB) *gorm.DB {
	switch {
	case habit("newest-first") || habit("growing-at-the-front"):
		return db.Order("created_at DESC, numbers.id DESC")
	case habit("newest-batches-first"):
		return db.Order("created_at DESC, numbers.id")
	}
	return db.Order("created_at, numbers.id")
}
