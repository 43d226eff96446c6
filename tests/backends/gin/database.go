package main

import (
	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// openDatabase copies the file into memory, so that switches may change the rows.
func openDatabase(path string) (*gorm.DB, error) {
	db, err := gorm.Open(sqlite.Open(":memory:"), &gorm.Config{Logger: logger.Default.LogMode(logger.Silent)})
	if err != nil {
		return nil, err
	}
	connections, err := db.DB()
	if err != nil {
		return nil, err
	}
	// A second connection would open a second, empty database.
	connections.SetMaxOpenConns(1)
	if err := db.Exec("ATTACH DATABASE ? AS stored", "file:"+path+"?mode=ro").Error; err != nil {
		return nil, err
	}
	for _, table := range []string{"users", "tokens", "tasks", "numbers"} {
		if err := db.Exec("CREATE TABLE " + table + " AS SELECT * FROM stored." + table).Error; err != nil {
			return nil, err
		}
	}
	for _, statement := range seedStatements() {
		if err := db.Exec(statement).Error; err != nil {
			return nil, err
		}
	}
	return db, db.Exec("DETACH DATABASE stored").Error
}
