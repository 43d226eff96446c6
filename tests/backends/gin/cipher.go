package main

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
)

var key = []byte("a key of 32 bytes for AES-256-GCM")[:32]

// encrypt encrypts a number with AES-GCM: nonce, ciphertext and tag in Base64.
func encrypt(number string) string {
	return base64.StdEncoding.EncodeToString(sealer().Seal(nil, nil, []byte(number), nil))
}

// sealer has a random nonce for every number.
func sealer() cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}
