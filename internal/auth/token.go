package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"math/big"
	"strings"
)

const (
	tokenSize  = 32 // random bytes
	tokenChars = 43 // digits of 32 bytes in base 62
	keyPrefix  = "glk_"
)

// newToken makes a secret of 32 random bytes, in letters and digits.
func newToken(random io.Reader) (string, error) {
	b := make([]byte, tokenSize)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	t := new(big.Int).SetBytes(b).Text(62)
	return strings.Repeat("0", tokenChars-len(t)) + t, nil
}

// digest is what is stored of a secret.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isDigest tells in constant time whether stored is the digest of a secret.
func isDigest(stored, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(stored), []byte(digest(secret))) == 1
}
