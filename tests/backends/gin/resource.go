package main

// numberResource is a number as it is written in an answer.
type numberResource struct {
	Number      string     `json:"number"`
	City        *string    `json:"city"`
	Pro         *string    `json:"pro"`
	MobileType  *string    `json:"mobile_type"`
	AreaCode    *string    `json:"area_code"`
	PostCode    *string    `json:"post_code"`
	Extra       *string    `json:"extra"`
	ID          int64      `json:"id"`
	StatusStr   string     `json:"status_str"`
	Callid      *string    `json:"callid"`
	Calldate    *LocalTime `json:"calldate"`
	Bill        int64      `json:"bill"`
	Duration    int64      `json:"duration"`
	Hangupcause *string    `json:"hangupcause"`
	Hangupdate  *LocalTime `json:"hangupdate"`
	Answerdate  *LocalTime `json:"answerdate"`
	IsBlacklist *bool      `json:"is_blacklist"`
	Status      callStatus `json:"status"`
	CustomerID  *string    `json:"customer_id"`
	CreatedAt   LocalTime  `json:"created_at"`
}

func newResources(numbers []Number, encrypted bool) []numberResource {
	resources := make([]numberResource, 0, len(numbers))
	for _, number := range numbers {
		resources = append(resources, newResource(number, encrypted))
	}
	return resources
}

func newResource(number Number, encrypted bool) numberResource {
	resource := numberResource{
		Number:      number.Number,
		City:        number.City,
		Pro:         number.Pro,
		MobileType:  number.MobileType,
		AreaCode:    number.AreaCode,
		PostCode:    number.PostCode,
		Extra:       number.Extra,
		ID:          number.ID,
		StatusStr:   number.StatusStr,
		Callid:      number.Callid,
		Calldate:    number.Calldate,
		Bill:        number.Bill,
		Duration:    number.Duration,
		Hangupcause: number.Hangupcause,
		Hangupdate:  number.Hangupdate,
		Answerdate:  number.Answerdate,
		IsBlacklist: number.IsBlacklist,
		Status:      number.Status,
		CustomerID:  number.CustomerID,
		CreatedAt:   number.CreatedAt,
	}
	if encrypted {
		resource.Number = encrypt(number.Number)
	}
	return resource
}
