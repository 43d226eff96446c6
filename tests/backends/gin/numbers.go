package main

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// accumulating keeps concurrent requests from ending the process.
var accumulating sync.Mutex

type numberController struct {
	db *gorm.DB
	// shared keeps conditions with the fault conditions-accumulate.
	shared *gorm.DB
	lists  *atomic.Int64
}

func newNumberController(db *gorm.DB) numberController {
	return numberController{db: db, shared: db.Model(&Number{}), lists: new(atomic.Int64)}
}

// list answers with one page of the numbers of a task.
func (n numberController) list(c *gin.Context) {
	path, err := bindPath(c)
	if err != nil {
		malformedPath(c)
		return
	}
	query, err := bindQuery(c)
	if err != nil && fault("missing-return") {
		c.JSON(http.StatusBadRequest, gin.H{"code": 400, "status": "error", "message": err.Error(), "data": []any{}})
	} else if err != nil {
		fail(c, http.StatusBadRequest, err.Error())
		return
	}
	owner, err := n.owner(path, query.SubUserID)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		unknownOwner(c, query, owner)
		return
	}
	if err != nil {
		broken(c, err)
		return
	}
	if lists := n.lists.Add(1); lists%5 == 0 && (habit("growing-task") || habit("growing-at-the-front")) {
		if err := grow(n.db, owner); err != nil {
			broken(c, err)
			return
		}
	}
	n.page(c, query, owner)
}

func (n numberController) page(c *gin.Context, query listQuery, owner owner) {
	matching := n.matching(query, owner)
	var total, counted int64
	if err := matching.Count(&total).Error; err != nil {
		broken(c, err)
		return
	}
	counted = total
	meta := newPageMeta(c, query, counted)
	if habit("page-beyond-last-404") && meta.CurrentPage > meta.LastPage {
		fail(c, http.StatusNotFound, "页码超出范围")
		return
	}
	var numbers []Number
	if err := matching.Scopes(inOrder, paginate(meta, total)).Find(&numbers).Error; err != nil {
		broken(c, err)
		return
	}
	switch {
	case fault("count-after-limit"):
		counted = 0
		matching.Scopes(paginate(meta, total)).Count(&counted)
	case fault("count-without-filters"):
		n.db.Model(&Number{}).Scopes(ownedBy(owner)).Count(&counted)
	case fault("total-of-page"):
		counted = int64(len(numbers))
	case fault("total-capped"):
		counted = min(total, 100)
	}
	if counted != total {
		meta = newPageMeta(c, query, counted)
	}
	encrypted := bool(query.Encryption) && !habit("encryption-not-enabled")
	if fault("encryption-first-page-only") && query.Page > 1 {
		encrypted = false
	}
	if fault("current-page-from-zero") {
		meta.CurrentPage--
	}
	succeed(c, newResources(inLanguage(c, numbers), encrypted), meta)
}

// matching are the numbers that all filters leave.
func (n numberController) matching(query listQuery, owner owner) *gorm.DB {
	filters := []scope{
		ownedBy(owner), withStatus(query.statuses()), createdBetween(query.StartAt, query.EndAt), withSubUsers,
	}
	if fault("conditions-accumulate") {
		accumulating.Lock()
		defer accumulating.Unlock()
		for _, filter := range filters {
			n.shared = filter(n.shared)
		}
		return n.shared.Session(&gorm.Session{}).Where("1 = 1").Session(&gorm.Session{})
	}
	return n.db.Model(&Number{}).Scopes(filters...).Session(&gorm.Session{})
}

// owner finds the task of the user and, if there is one, the sub account.
func (n numberController) owner(path listPath, subUserID string) (owner, error) {
	found := owner{userID: path.UserID, taskID: path.TaskID, subUserID: subUserID}
	task := n.db.Where("id = ?", path.TaskID)
	someonesSubUser := fault("sub-user-of-anyone") && subUserID != ""
	capitals := fault("capital-id-skips-check") && path.TaskID != strings.ToLower(path.TaskID)
	if !fault("task-of-anyone") && !someonesSubUser {
		task = task.Where("user_id = ?", path.UserID)
	}
	if err := task.Take(&Task{}).Error; err != nil && !capitals {
		return found, err
	}
	if subUserID == "" || fault("sub-user-ignored") || someonesSubUser {
		return found, nil
	}
	return found, n.db.Where("id = ? AND parent_id = ?", subUserID, path.UserID).Take(&User{}).Error
}

// create answers as if a number had been added.
func (n numberController) create(c *gin.Context) {
	c.JSON(http.StatusCreated, envelope{
		Code: http.StatusCreated, Status: "success", Message: "添加号码成功", Data: []any{},
	})
}

func malformedPath(c *gin.Context) {
	if habit("malformed-id-400") {
		fail(c, http.StatusBadRequest, "id 格式错误")
		return
	}
	fail(c, http.StatusNotFound, "任务不存在")
}

func unknownOwner(c *gin.Context, query listQuery, owner owner) {
	if habit("unknown-task-empty") || habit("unknown-sub-user-empty") && owner.subUserID != "" {
		succeed(c, []any{}, newPageMeta(c, query, 0))
		return
	}
	if habit("unknown-task-403") {
		fail(c, http.StatusForbidden, "无权访问该任务")
		return
	}
	fail(c, http.StatusNotFound, "任务不存在")
}

func broken(c *gin.Context, err error) {
	c.Error(err)
	fail(c, http.StatusInternalServerError, "服务器错误")
}
