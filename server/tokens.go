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
// What stands behind a token, after a blank, is the name of who has it: several tokens
// of one name are one client. Blank lines and lines that begin with # do not count.
// The last line ends with a newline like the others: a file without is taken for
// half-written.
type Tokens struct {
	file *reloaded[[]token]
}

// token is a token that a server knows.
type token struct {
	hash [sha256.Size]byte
	name string // empty for none
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

func parseTokens(srcs [][]byte) ([]token, error) {
	if n := len(srcs[0]); n > 0 && srcs[0][n-1] != '\n' {
		return nil, errors.New("the last line has no end, so the file may be half-written; end it with a newline")
	}
	var out []token
	for line := range bytes.Lines(srcs[0]) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			secret, name := line, []byte(nil)
			if end := bytes.IndexAny(line, " \t"); end >= 0 {
				secret, name = line[:end], bytes.TrimSpace(line[end:])
			}
			out = append(out, token{sha256.Sum256(secret), string(name)})
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

// caller judges a token, and gives the name behind it. How long it takes tells
// nothing about a token: hashes are compared, and all of them.
func (t *Tokens) caller(token string) (name string, known bool) {
	got, list, at := sha256.Sum256([]byte(token)), t.file.get(), -1
	for i, want := range list {
		at = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(got[:], want.hash[:]), i, at)
	}
	if at < 0 {
		return "", false
	}
	return list[at].name, true
}
