package main

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

const dateTime = "2006-01-02 15:04:05"

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// LocalTime is a time in Shanghai, stored and written without an offset.
type LocalTime struct {
	time.Time
}

// Scan reads a time from the database; an empty text is no time.
func (t *LocalTime) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%v is not a time", value)
	}
	if text == "" {
		return nil
	}
	parsed, err := time.ParseInLocation(dateTime, text, shanghai)
	t.Time = parsed
	return err
}

// Value writes a time into a query.
func (t LocalTime) Value() (driver.Value, error) {
	return t.Format(dateTime), nil
}

// MarshalJSON writes a time into an answer.
func (t LocalTime) MarshalJSON() ([]byte, error) {
	switch {
	case fault("times-as-rfc3339"):
		return t.Time.MarshalJSON()
	case fault("times-in-utc"):
		return json.Marshal(t.UTC().Format(dateTime))
	case fault("twelve-hour-clock"):
		return json.Marshal(t.Format("2006-01-02 03:04:05"))
	case t.IsZero() && !fault("zero-times"):
		return json.Marshal("")
	}
	return json.Marshal(t.Format(dateTime))
}
