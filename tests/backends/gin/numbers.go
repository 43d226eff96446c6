package main

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

type numberController struct {
	db *gorm.DB
}

// list answers with one page of the numbers of a task.
func (n numberController) list(c *gin.Context) {
	var path listPath
	if err := c.ShouldBindUri(&path); err != nil {
		fail(c, http.StatusNotFound, "任务不存在")
		return
	}
	var query listQuery
	if err := c.ShouldBindQuery(&query); err != nil {
		fail(c, http.StatusBadRequest, err.Error())
		return
	}
	owner, err := n.owner(path, query.SubUserID)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		fail(c, http.StatusNotFound, "任务不存在")
		return
	}

	matching := n.db.Model(&Number{}).
		Scopes(ownedBy(owner), withStatus(query.statuses()), createdBetween(query.StartAt, query.EndAt)).
		Session(&gorm.Session{})
	var total int64
	if err == nil {
		err = matching.Count(&total).Error
	}
	meta := newPageMeta(total, query.Page, query.PerPage)
	var numbers []Number
	if err == nil {
		err = matching.Scopes(inOrder, paginate(meta)).Find(&numbers).Error
	}
	if err != nil {
		c.Error(err)
		fail(c, http.StatusInternalServerError, "服务器错误")
		return
	}
	succeed(c, newResources(numbers, bool(query.Encryption)), meta)
}

// owner finds the task of the user and, if there is one, the sub account.
func (n numberController) owner(path listPath, subUserID string) (owner, error) {
	found := owner{userID: path.UserID, taskID: path.TaskID, subUserID: subUserID}
	if err := n.db.Where("id = ? AND user_id = ?", path.TaskID, path.UserID).Take(&Task{}).Error; err != nil {
		return found, err
	}
	if subUserID == "" {
		return found, nil
	}
	return found, n.db.Where("id = ? AND parent_id = ?", subUserID, path.UserID).Take(&User{}).Error
}
