package wire

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// maxMessage bounds the body of a message, in bytes.
const maxMessage = 64 << 20

// Stream frames messages with Content-Length headers. Unlike the library's own
// it survives a body that is no JSON: that is answered, and the next message is
// read. Its zero value cannot be used; NewStream makes one.
type Stream struct {
	in  *bufio.Reader
	mu  sync.Mutex // of out
	out io.Writer
}

// NewStream is a stream on a pipe.
func NewStream(in io.Reader, out io.Writer) *Stream {
	return &Stream{in: bufio.NewReader(in), out: out}
}

// Read reads the next message. Its error is that of the pipe, or a header that
// cannot be read.
func (s *Stream) Read(context.Context) (jsonrpc2.Message, int64, error) {
	for {
		n, err := s.header()
		if err != nil {
			return nil, 0, err
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(s.in, body); err != nil {
			return nil, 0, err
		}
		msg, err := jsonrpc2.DecodeMessage(body)
		if err == nil {
			return msg, int64(n), nil
		}
		if err := s.frame([]byte(`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not JSON-RPC"}}`)); err != nil {
			return nil, 0, err
		}
	}
}

// header reads the headers of a message and gives the length of its body.
func (s *Stream) header() (int, error) {
	length := -1
	for {
		line, err := s.in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			if length < 0 {
				continue // blank lines between messages
			}
			return length, nil
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			if err != nil || n < 0 || n > maxMessage {
				return 0, fmt.Errorf("the length of a message is %q", value)
			}
			length = n
		}
	}
}

// Write writes a message in one piece, whoever else writes. Its error is that of
// the pipe.
func (s *Stream) Write(_ context.Context, msg jsonrpc2.Message) (int64, error) {
	body, err := jsonrpc2.EncodeMessage(msg)
	if err != nil {
		return 0, err
	}
	return int64(len(body)), s.frame(body)
}

func (s *Stream) frame(body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.out.Write(append([]byte("Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"), body...))
	return err
}

// Close has nothing to close: the process owns its standard streams.
func (s *Stream) Close() error { return nil }
