package main

// User is an account; a sub account has a parent.
type User struct {
	ID       string
	ParentID *string
}

// Token is a token of the partner.
type Token struct {
	Token string
}

// Task is a calling task.
type Task struct {
	ID     string
	UserID string
}

// Number is a number of a task and the outcome of its call.
type Number struct {
	ID          int64
	UserID      string
	SubUserID   *string
	TaskID      string
	Number      string
	City        *string
	Pro         *string
	MobileType  *string
	AreaCode    *string
	PostCode    *string
	Extra       *string
	StatusStr   string
	Callid      *string
	Calldate    *LocalTime
	Bill        *int64
	Duration    *int64
	Hangupcause *string
	Hangupdate  *LocalTime
	Answerdate  *LocalTime
	IsBlacklist *bool
	Status      callStatus
	CustomerID  *string
	CreatedAt   LocalTime
}
