package main

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// moment is a time of the query; zero if there is none.
type moment struct {
	time.Time
	text string
}

// UnmarshalParam reads a time from the query, with dashes or slashes.
func (m *moment) UnmarshalParam(text string) error {
	if text == "" {
		return nil
	}
	for _, layout := range layouts() {
		if parsed, err := time.ParseInLocation(layout, text, shanghai); err == nil {
			*m = moment{Time: parsed, text: text}
			return nil
		}
	}
	return errors.New(strconv.Quote(text) + " is not a time")
}

func layouts() []string {
	if habit("dates-with-slashes-only") {
		return []string{"2006/1/2 15:04"}
	}
	if habit("dates-with-dashes-only") {
		return []string{dateTime}
	}
	return []string{
		"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2",
		"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
	}
}

// end is the last moment that end_at includes.
func (m moment) end() moment {
	if habit("whole-day-in-end") && !strings.Contains(m.text, ":") {
		m.Time = m.Add(24*time.Hour - time.Second)
	} else if habit("whole-minute-in-end") && strings.Count(m.text, ":") == 1 {
		m.Time = m.Add(time.Minute - time.Second)
	}
	return m
}

// bound is the moment as it is compared with a column.
func (m moment) bound() any {
	switch {
	case fault("dates-compared-as-text"):
		return m.text
	case fault("filter-in-utc"):
		return LocalTime{m.UTC()}
	}
	return LocalTime{m.Time}
}
