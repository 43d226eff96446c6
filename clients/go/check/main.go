// Check calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/google/uuid"

	longlonglong "example.com/longlonglong-numbers"
)

var (
	user = uuid.MustParse(os.Getenv("USER_ID"))
	task = uuid.MustParse(os.Getenv("TASK_ID"))
)

type client struct {
	*longlonglong.ClientWithResponses
}

func connect(url, token string) client {
	bearer := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	numbers, err := longlonglong.NewClientWithResponses(url, longlonglong.WithRequestEditorFn(bearer))
	if err != nil {
		log.Fatal(err)
	}
	return client{numbers}
}

func (c client) ask(params longlonglong.ListNumbersParams) *longlonglong.ListNumbersResponse {
	answer, err := c.ListNumbersWithResponse(context.Background(), user, task, &params)
	if err != nil {
		log.Fatal(err)
	}
	return answer
}

func (c client) page(params longlonglong.ListNumbersParams) *longlonglong.NumberPage {
	answer := c.ask(params)
	if answer.JSON200 == nil {
		log.Fatalf("%s: %s", answer.Status(), answer.Body)
	}
	return answer.JSON200
}

func optional[T any](value T) *T { return &value }

func report(step string, seen any) {
	line, err := json.Marshal(seen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\t%s\n", step, line)
}

func refused(step string, envelope *longlonglong.ErrorEnvelope) {
	if envelope != nil {
		report(step, map[string]any{"code": envelope.Code, "message": envelope.Message})
	}
}

func ids(records []longlonglong.NumberRecord) []int64 {
	ids := make([]int64, len(records))
	for i, record := range records {
		ids[i] = record.ID
	}
	return ids
}

func read(record longlonglong.NumberRecord) map[string]any {
	return map[string]any{
		"number":       record.Number,
		"city":         record.City,
		"pro":          record.Pro,
		"mobile_type":  record.MobileType,
		"area_code":    record.AreaCode,
		"post_code":    record.PostCode,
		"extra":        record.Extra,
		"id":           record.ID,
		"status_str":   record.StatusStr,
		"callid":       record.Callid,
		"calldate":     record.Calldate,
		"bill":         record.Bill,
		"duration":     record.Duration,
		"hangupcause":  record.Hangupcause,
		"hangupdate":   record.Hangupdate,
		"answerdate":   record.Answerdate,
		"is_blacklist": record.IsBlacklist,
		"status":       record.Status,
		"customer_id":  record.CustomerID,
		"created_at":   record.CreatedAt,
	}
}

func (c client) walk() []int64 {
	var walked []int64
	for page, last := int64(1), int64(1); page <= last; page++ {
		answer := c.page(longlonglong.ListNumbersParams{Page: page, PerPage: optional(int32(334))})
		walked = append(walked, ids(answer.Data)...)
		last = answer.Meta.LastPage
	}
	return walked
}

func main() {
	numbers := connect(os.Getenv("BASE_URL"), os.Getenv("TOKEN"))
	all := optional(int32(1000))

	first := numbers.page(longlonglong.ListNumbersParams{Page: 1, PerPage: optional(int32(5))})
	report("page", map[string]any{
		"total":     first.Meta.Total,
		"last_page": first.Meta.LastPage,
		"ids":       ids(first.Data),
	})

	report("walk", numbers.walk())

	status := []longlonglong.CallStatus{longlonglong.CallStatusIntercepted, longlonglong.CallStatusUnallocated}
	failed := numbers.page(longlonglong.ListNumbersParams{Page: 1, PerPage: all, Status: &status})
	report("status", ids(failed.Data))

	morning := numbers.page(longlonglong.ListNumbersParams{
		Page:    1,
		PerPage: all,
		StartAt: optional("2025/12/2 0:00"),
		EndAt:   optional("2025/12/2 12:00"),
	})
	report("dates", ids(morning.Data))

	var records []map[string]any
	for _, record := range numbers.page(longlonglong.ListNumbersParams{Page: 1, PerPage: optional(int32(2))}).Data {
		records = append(records, read(record))
	}
	report("record", records)

	invalid := connect(os.Getenv("BASE_URL"), "invalid")
	refused("401", invalid.ask(longlonglong.ListNumbersParams{Page: 1}).JSON401)
	refused("422", numbers.ask(longlonglong.ListNumbersParams{
		Page:    1,
		StartAt: optional("2025-12-03"),
		EndAt:   optional("2025-12-02"),
	}).JSON422)
	limited := connect(os.Getenv("LIMITED_URL"), os.Getenv("TOKEN"))
	refused("429", limited.ask(longlonglong.ListNumbersParams{Page: 1}).JSON429)
}
