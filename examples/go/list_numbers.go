// List the numbers of a task, page by page, with filters, a timeout and retries. Needs Go 1.23 or later.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	perPage  = 100
	timeout  = 10 * time.Second // For each request.
	attempts = 5
	patience = 60 // Seconds: no longer Retry-After is waited for.
	usage    = "usage: list_numbers USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]"
)

// Page is the envelope of every answer, errors included. Its numbers have more fields than these.
type Page struct {
	Code    int
	Status  string
	Message string
	Data    []struct {
		ID        int64
		Number    string
		Status    int
		StatusStr string `json:"status_str"`
		CreatedAt string `json:"created_at"`
	}
	Meta struct {
		LastPage int64 `json:"last_page"`
	}
}

// Unavailable is a fault that may pass, but not within RetryAfter seconds.
type Unavailable struct {
	Message    string
	RetryAfter int
}

func (fault Unavailable) Error() string { return fault.Message }

// Client asks one API, and follows no redirects.
type Client struct {
	URL, Token string
}

var browser = http.Client{
	Timeout:       timeout,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Pages are the pages of a task's numbers, up to the first that cannot be had.
func (client Client) Pages(user, task string, filters url.Values) iter.Seq2[Page, error] {
	path := "/agent-api/user/" + url.PathEscape(user) + "/task/" + url.PathEscape(task) + "/number"
	return func(yield func(Page, error) bool) {
		for number, last := int64(1), int64(1); number <= last; number++ {
			query := fmt.Sprintf("?page=%d&per_page=%d&%s", number, perPage, filters.Encode())
			page, err := client.get(path + query)
			if !yield(page, err) || err != nil || len(page.Data) == 0 {
				return
			}
			last = page.Meta.LastPage
		}
	}
}

// get asks for a page until it comes or hope is lost.
func (client Client) get(target string) (Page, error) {
	for attempt := 1; ; attempt++ {
		page, err := client.ask(target)
		var fault Unavailable
		if !errors.As(err, &fault) {
			return page, err
		}
		if attempt == attempts || fault.RetryAfter > patience {
			return page, fmt.Errorf("gave up at attempt %d of %d: %w", attempt, attempts, err)
		}
		// About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that clients do not return at once.
		backOff := time.Second << attempt / 4
		time.Sleep(time.Duration(fault.RetryAfter)*time.Second + backOff/2 + rand.N(backOff/2))
	}
}

// ask asks for a page once.
func (client Client) ask(target string) (Page, error) {
	request, err := http.NewRequest(http.MethodGet, client.URL+target, nil)
	if err != nil {
		return Page{}, err
	}
	request.Header.Set("Authorization", "Bearer "+client.Token)
	request.Header.Set("Accept", "application/json") // Otherwise a Laravel backend may answer errors in HTML.
	answer, err := browser.Do(request)
	if err != nil {
		return Page{}, Unavailable{Message: err.Error()}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return Page{}, Unavailable{Message: err.Error()}
	}
	var page Page
	fault := json.Unmarshal(body, &page)
	if answer.StatusCode == http.StatusOK && fault == nil && page.Status == "success" && page.Data != nil && page.Meta.LastPage > 0 {
		return page, nil
	}
	message := fmt.Sprint(answer.StatusCode, " the answer is not the API's JSON")
	if page.Status == "error" && page.Message != "" { // It may also travel with HTTP 200.
		message = fmt.Sprint(page.Code, " ", page.Message)
	}
	if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500 {
		retryAfter, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return page, Unavailable{message, max(retryAfter, 0)}
	}
	return page, errors.New(message)
}

// parse makes a filter such as status=2,5 what the API wants.
func parse(words []string) (url.Values, error) {
	filters := url.Values{}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "status": // Spelled status[]: of status=2&status=5 a PHP backend reads only the 5.
			filters["status[]"] = strings.Split(value, ",")
		case "start_at", "end_at":
			filters.Set(name, value)
		default:
			return nil, errors.New(usage)
		}
	}
	return filters, nil
}

func run(words []string) error {
	if len(words) < 2 {
		return errors.New(usage)
	}
	filters, err := parse(words[2:])
	if err != nil {
		return err
	}
	client := Client{
		URL:   strings.TrimSuffix(cmp.Or(os.Getenv("NUMBERS_URL"), "http://127.0.0.1:4010"), "/"),
		Token: os.Getenv("NUMBERS_TOKEN"),
	}
	if !strings.HasPrefix(client.URL, "http://") && !strings.HasPrefix(client.URL, "https://") {
		return errors.New("NUMBERS_URL must begin with http:// or https://")
	}
	if !regexp.MustCompile("^[!-~]+$").MatchString(client.Token) {
		return errors.New("NUMBERS_TOKEN is empty or holds a character no token has")
	}
	rows, pages := 0, 0
	for page, err := range client.Pages(words[0], words[1], filters) {
		if err != nil {
			return err
		}
		for _, n := range page.Data {
			_, err := fmt.Printf("%d\t%s\t%d\t%s\t%s\n", n.ID, n.Number, n.Status, n.StatusStr, n.CreatedAt)
			if err != nil {
				return err
			}
		}
		rows, pages = rows+len(page.Data), pages+1
	}
	fmt.Fprintf(os.Stderr, "%d numbers, %d pages\n", rows, pages)
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
