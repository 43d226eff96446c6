package main

import (
	"time"

	"gorm.io/gorm"
)

const places = "city, pro, mobile_type, area_code, post_code"

const batch = `(SELECT min(others.created_at) FROM numbers AS others
	WHERE others.id / 50 = numbers.id / 50 AND others.task_id = numbers.task_id
	AND others.sub_user_id IS numbers.sub_user_id)`

// seedStatements are the habits that are properties of the rows.
func seedStatements() []string {
	var statements []string
	if habit("imported-in-batches") || habit("newest-batches-first") {
		statements = append(statements, "UPDATE numbers SET created_at = "+batch)
	}
	if habit("imported-in-one-second") {
		statements = append(statements, "UPDATE numbers SET created_at = '2025-12-01 09:00:00'")
	}
	if habit("empty-strings") {
		for _, column := range []string{
			"extra", "callid", "calldate", "hangupcause", "hangupdate", "answerdate", "customer_id",
		} {
			statements = append(statements, "UPDATE numbers SET "+column+" = '' WHERE "+column+" IS NULL")
		}
	}
	if habit("places-null") {
		statements = append(statements, "UPDATE numbers SET ("+places+") = (NULL, NULL, NULL, NULL, NULL) WHERE id % 7 = 0")
	}
	if habit("places-empty") {
		statements = append(statements, "UPDATE numbers SET ("+places+") = ('', '', '', '', '') WHERE id % 7 = 0")
	}
	if habit("durations-null") {
		statements = append(statements, "UPDATE numbers SET bill = NULL, duration = NULL WHERE status = 0")
	}
	if habit("blacklist-false") {
		statements = append(statements, "UPDATE numbers SET is_blacklist = 0 WHERE is_blacklist IS NULL")
	}
	if habit("numbers-masked") {
		statements = append(statements, "UPDATE numbers SET number = substr(number, 1, 3) || '****' || substr(number, 8)")
	}
	if habit("numbers-with-suffix") {
		statements = append(statements, "UPDATE numbers SET number = number || '_' || char(97 + id % 26) || (id % 10) WHERE id % 3 = 0")
	}
	if habit("clocks-apart") {
		statements = append(statements,
			"UPDATE numbers SET hangupdate = datetime(hangupdate, '+' || (id % 3) || ' seconds')",
			"UPDATE numbers SET answerdate = min(hangupdate, datetime(answerdate, '+' || (id % 2) || ' seconds'))")
	}
	return statements
}

// grow adds a number to a task that is being filled.
func grow(db *gorm.DB, owner owner) error {
	var last, waiting Number
	if err := db.Scopes(ownedBy(owner)).Order("created_at DESC, id DESC").Take(&last).Error; err != nil {
		return err
	}
	if err := db.Scopes(ownedBy(owner)).Where("status = 0").Take(&waiting).Error; err != nil {
		return err
	}
	if err := db.Model(&Number{}).Select("max(id) + 1").Scan(&waiting.ID).Error; err != nil {
		return err
	}
	waiting.CreatedAt = LocalTime{last.CreatedAt.Add(time.Minute)}
	return db.Create(&waiting).Error
}
