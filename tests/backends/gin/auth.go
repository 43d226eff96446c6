package main

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// bearer refuses requests without a known token.
func bearer(db *gorm.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		if knownToken(db, presentedToken(c)) {
			c.Next()
			return
		}
		switch {
		case fault("missing-abort"):
			c.JSON(http.StatusUnauthorized, gin.H{
				"code": 401, "status": "error", "message": "Unauthenticated.", "data": []any{},
			})
		case fault("redirect-to-login") && !strings.Contains(c.GetHeader("Accept"), "json"):
			c.Redirect(http.StatusFound, "/login")
			c.Abort()
		default:
			if habit("authentication-challenge") {
				c.Header("WWW-Authenticate", "Bearer")
			}
			fail(c, http.StatusUnauthorized, "Unauthenticated.")
		}
	}
}

func presentedToken(c *gin.Context) string {
	header := c.GetHeader("Authorization")
	if fault("token-in-query") && header == "" {
		return c.Query("token")
	}
	if fault("token-in-cookie") && header == "" {
		token, _ := c.Cookie("token")
		return token
	}
	if fault("split-panics") {
		return strings.Split(header, "Bearer ")[1]
	}
	if fault("scheme-optional") {
		return strings.TrimPrefix(header, "Bearer ")
	}
	scheme, token, _ := strings.Cut(header, " ")
	if fault("any-scheme") {
		return token
	}
	if habit("bearer-capitalized") && scheme != "Bearer" || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func knownToken(db *gorm.DB, token string) bool {
	if token == "" {
		return false
	}
	known := db.Where("token = ?", token)
	if fault("token-by-prefix") {
		known = db.Where("token LIKE ?", token+"%")
	}
	if fault("token-in-any-case") {
		known = db.Where("lower(token) = lower(?)", token)
	}
	return known.Take(&Token{}).Error == nil
}
