package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
)

var key = []byte("a key of 32 bytes for AES-256-GCM")[:32]

// encrypt encrypts a number with AES-GCM: nonce, ciphertext and tag in Base64.
func encrypt(number string) string {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	switch {
	case fault("encryption-base64"):
		return base64.StdEncoding.EncodeToString([]byte(number))
	case fault("encryption-md5"):
		sum := md5.Sum([]byte(number))
		return hex.EncodeToString(sum[:])
	case fault("encryption-ecb"):
		sealed := make([]byte, aes.BlockSize)
		block.Encrypt(sealed, pad(number)[:aes.BlockSize])
		return base64.StdEncoding.EncodeToString(sealed)
	case habit("encryption-cbc"):
		return base64.StdEncoding.EncodeToString(cbc(block, number))
	}
	sealed := seal(block, number)
	if habit("encryption-hexadecimal") {
		return hex.EncodeToString(sealed)
	}
	return base64.StdEncoding.EncodeToString(sealed)
}

func seal(block cipher.Block, number string) []byte {
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	nonce := make([]byte, aead.NonceSize())
	if !fault("encryption-constant-nonce") {
		rand.Read(nonce)
	}
	return aead.Seal(nonce, nonce, []byte(number), nil)
}

func cbc(block cipher.Block, number string) []byte {
	vector := make([]byte, aes.BlockSize)
	rand.Read(vector)
	padded := pad(number)
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(padded, padded)
	return append(vector, padded...)
}

// pad fills the last block as PKCS #7 does.
func pad(number string) []byte {
	missing := aes.BlockSize - len(number)%aes.BlockSize
	return append([]byte(number), bytes.Repeat([]byte{byte(missing)}, missing)...)
}
