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
		if !knownToken(db, presentedToken(c)) {
			fail(c, http.StatusUnauthorized, "Unauthenticated.")
			return
		}
		c.Next()
	}
}

func presentedToken(c *gin.Context) string {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func knownToken(db *gorm.DB, token string) bool {
	return db.Where("token = ?", token).Take(&Token{}).Error == nil
}
