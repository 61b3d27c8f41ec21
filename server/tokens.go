package server

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"strings"
)

// Tokens are the bearer tokens that a server knows: a file with one on each line.
// Blank lines and lines that begin with # do not count. The last line ends with a
// newline like the others: a file without is taken for half-written.
type Tokens struct {
	file *reloaded[[][sha256.Size]byte]
}

// NewTokens reads a file of tokens, and again whenever it changes. A change that
// cannot be read is logged, and the tokens before it stay.
func NewTokens(path string, log *slog.Logger) (*Tokens, error) {
	file, err := newReloaded(log, parseTokens, path)
	if err != nil {
		return nil, err
	}
	return &Tokens{file}, nil
}

func parseTokens(srcs [][]byte) ([][sha256.Size]byte, error) {
	if n := len(srcs[0]); n > 0 && srcs[0][n-1] != '\n' {
		return nil, errors.New("the last line has no end, so the file may be half-written; end it with a newline")
	}
	var out [][sha256.Size]byte
	for line := range bytes.Lines(srcs[0]) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			out = append(out, sha256.Sum256(line))
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the file contains no token, so nobody could call the server")
	}
	return out, nil
}

// bearer is the token in the authorization headers of a call, of which there is one;
// empty if it holds none.
func bearer(headers []string) string {
	if len(headers) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return token
}

// allow judges a token. How long it takes tells nothing about it: hashes are
// compared, and all of them.
func (t *Tokens) allow(token string) bool {
	got, known := sha256.Sum256([]byte(token)), 0
	for _, want := range t.file.get() {
		known |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	return known == 1
}
