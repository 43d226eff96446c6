package main

import (
	"strings"

	"github.com/gin-gonic/gin"
)

var labels = [...]string{
	"等待呼叫", "呼叫成功", "运营商拦截", "拒接", "无应答/无人接听", "空号", "关机", "停机", "占线/用户正忙", "呼入限制", "欠费",
	"黑名单", "用户屏蔽",
}

var englishLabels = [...]string{
	"waiting", "answered", "intercepted", "rejected", "no answer", "unallocated", "switched off", "suspended",
	"busy", "barred", "in arrears", "blacklisted", "blocked",
}

// inLanguage changes the labels of numbers, with the faults that do so.
func inLanguage(c *gin.Context, numbers []Number) []Number {
	english := strings.HasPrefix(c.GetHeader("Accept-Language"), "en")
	for i := range numbers {
		number := &numbers[i]
		switch {
		case fault("labels-by-language") && english:
			number.StatusStr = englishLabels[number.Status]
		case fault("labels-shifted") && number.Status > 0:
			number.StatusStr = labels[number.Status-1]
		case fault("label-cut"):
			number.StatusStr = number.StatusStr[:min(20, len(number.StatusStr))]
		}
	}
	return numbers
}
