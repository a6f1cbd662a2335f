package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/galley-cms/galley/internal/errs"
)

// Lengths of passwords: characters at least, bytes at most.
const (
	MinPassword = 8
	MaxPassword = 1024
)

// hashing is how passwords are hashed: argon2id. Stored hashes name their own, so that these can be raised.
type hashing struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var current = hashing{memory: 19 << 10, passes: 2, threads: 1}

const (
	saltSize = 16
	hashSize = 32
)

// slots bounds how many passwords are hashed at once: each takes 19 MB.
var slots = make(chan struct{}, 4)

func (h hashing) sum(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
		return argon2.IDKey([]byte(password), salt, h.passes, h.memory, h.threads, hashSize), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// checkPassword refuses passwords that are too short or absurdly long.
func checkPassword(p string) error {
	switch {
	case !utf8.ValidString(p):
		return errs.New(errs.Invalid, "The password is not valid UTF-8.")
	case utf8.RuneCountInString(p) < MinPassword:
		return errs.New(errs.Invalid, "The password needs at least %d characters.", MinPassword)
	case len(p) > MaxPassword:
		return errs.New(errs.Invalid, "The password may have at most %d bytes.", MaxPassword)
	}
	return nil
}

// hashPassword gives the stored form: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func hashPassword(ctx context.Context, random io.Reader, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	sum, err := current.sum(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, current.memory, current.passes, current.threads, b64(salt), b64(sum)), nil
}

// matches tells whether the password is the one of a stored hash. Without a hash, or with one that it cannot read, it
// works as long as with one and says no: nobody learns from the time who exists.
func matches(ctx context.Context, stored, password string) (bool, error) {
	if len(password) > MaxPassword {
		password = password[:MaxPassword]
	}
	h, salt, want, ok := parseHash(stored)
	got, err := h.sum(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && ok, nil
}

func parseHash(stored string) (h hashing, salt, sum []byte, ok bool) {
	var version int
	parts := strings.Split(stored, "$")
	if len(parts) == 6 && parts[1] == "argon2id" {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads)
		salt, err3 := base64.RawStdEncoding.DecodeString(parts[4])
		sum, err4 := base64.RawStdEncoding.DecodeString(parts[5])
		if err1 == nil && err2 == nil && err3 == nil && err4 == nil && version == argon2.Version && len(sum) == hashSize {
			return h, salt, sum, true
		}
	}
	return current, make([]byte, saltSize), make([]byte, hashSize), false
}
