package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// exchange is a call over HTTP as a stream. What it does not have of one, nobody
// asks for: its messages are read from its body.
type exchange struct {
	grpc.ServerStream
	to       http.ResponseWriter
	ctx      context.Context //nolint:containedctx // as of every stream
	body     *body           // nil before the call is let in
	answered bool

	mu           sync.Mutex
	cut, writing bool // whether reading was ended; whether the answer has begun
}

// Context is that of the call.
func (x *exchange) Context() context.Context { return x.ctx }

// SetTrailer sets nothing: what stands behind an answer speaks to clients of gRPC.
func (x *exchange) SetTrailer(metadata.MD) {}

// SetHeader sets headers of the answer.
func (x *exchange) SetHeader(md metadata.MD) error {
	for name, values := range md {
		x.to.Header()[http.CanonicalHeaderKey(name)] = values
	}
	return nil
}

// SendMsg sends the answer, on a line of its own.
func (x *exchange) SendMsg(m any) error {
	src, err := protojson.Marshal(m.(proto.Message))
	if err != nil {
		return status.Error(codes.Internal, "the answer cannot be written as JSON")
	}
	x.answered = true
	if x.write(http.StatusOK, src) != nil {
		return status.Error(codes.Canceled, "the answer was not read")
	}
	return nil
}

// write writes JSON without the spaces that protojson puts into it at random.
func (x *exchange) write(code int, src []byte) error {
	var out bytes.Buffer
	if err := json.Compact(&out, src); err != nil {
		return err
	}
	out.WriteByte('\n')
	x.to.Header().Set("Content-Type", "application/json")
	x.begin()
	x.to.WriteHeader(code)
	_, err := x.to.Write(out.Bytes())
	return err
}

// lastWord is how long an error may take to be sent.
const lastWord = 10 * time.Second

// bound ends reading and writing with the context, until release. A connection whose
// reading was ended carries no other call: net/http takes that for the end of its
// caller, and cancels all that come after.
func (x *exchange) bound(ctx context.Context) (release func()) {
	control := http.NewResponseController(x.to)
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		x.mu.Lock()
		defer x.mu.Unlock()
		if !x.writing {
			x.cut = true
			_ = control.SetReadDeadline(time.Now())
		}
		_ = control.SetWriteDeadline(time.Now().Add(lastWord))
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}

// begin begins the answer.
func (x *exchange) begin() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.writing = true
	if x.cut {
		x.to.Header().Set("Connection", "close")
	}
}

// linger is how long the rest of a request is awaited that was refused before all of it
// came.
const linger = 500 * time.Millisecond

// drain takes what is still to come of a request and throws it away. A caller that is cut off
// while it sends may not get to read why.
func (x *exchange) drain(r *http.Request) {
	if x.answered || r.Header.Get("Expect") != "" { // its body comes only if it is asked for
		return
	}
	_ = http.NewResponseController(x.to).SetReadDeadline(time.Now().Add(linger))
	_, err := io.Copy(io.Discard, r.Body)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.cut = x.cut || err != nil
}

// failure is an error in the form of the Connect protocol.
type failure struct {
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Details []failureDetail `json:"details,omitempty"`
}

// failureDetail is a message that says more.
type failureDetail struct {
	Type  string          `json:"type"`
	Value string          `json:"value"` // base64 without padding
	Debug json.RawMessage `json:"debug"`
}

// connectCodes are the names and the HTTP statuses of the codes:
// https://connectrpc.com/docs/protocol/#error-codes
var connectCodes = map[codes.Code]struct {
	name string
	http int
}{
	codes.Canceled:           {"canceled", 499},
	codes.Unknown:            {"unknown", 500},
	codes.InvalidArgument:    {"invalid_argument", 400},
	codes.DeadlineExceeded:   {"deadline_exceeded", 504},
	codes.NotFound:           {"not_found", 404},
	codes.AlreadyExists:      {"already_exists", 409},
	codes.PermissionDenied:   {"permission_denied", 403},
	codes.ResourceExhausted:  {"resource_exhausted", 429},
	codes.FailedPrecondition: {"failed_precondition", 400},
	codes.Aborted:            {"aborted", 409},
	codes.OutOfRange:         {"out_of_range", 400},
	codes.Unimplemented:      {"unimplemented", 501},
	codes.Internal:           {"internal", 500},
	codes.Unavailable:        {"unavailable", 503},
	codes.DataLoss:           {"data_loss", 500},
	codes.Unauthenticated:    {"unauthenticated", 401},
}

// formError is a request that is not in the form of a call.
type formError struct {
	code int // of HTTP
	why  string
}

func (e *formError) Error() string { return e.why }

// GRPCStatus is what the error is in the terms of the contract.
func (e *formError) GRPCStatus() *status.Status { return status.New(codes.InvalidArgument, e.why) }

// fail sends an error. What has still not come of the request is not waited for.
func (x *exchange) fail(err error) {
	if x.answered {
		return // the caller does not read
	}
	if x.body == nil || !x.body.done() {
		x.to.Header().Set("Connection", "close")
		_ = http.NewResponseController(x.to).SetReadDeadline(time.Now())
	}
	s := status.Convert(err)
	code := connectCodes[s.Code()]
	if form := (*formError)(nil); errors.As(err, &form) {
		code.http = form.code
	}
	out := failure{Code: code.name, Message: s.Message()}
	for i, d := range s.Details() {
		m, ok := d.(proto.Message)
		if !ok {
			continue
		}
		if retry, ok := m.(*errdetails.RetryInfo); ok {
			x.to.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(retry.GetRetryDelay().AsDuration().Seconds()))))
		}
		debug, err := protojson.Marshal(m)
		if err != nil {
			continue
		}
		out.Details = append(out.Details, failureDetail{string(m.ProtoReflect().Descriptor().FullName()), base64.RawStdEncoding.EncodeToString(s.Proto().GetDetails()[i].GetValue()), debug})
	}
	var text bytes.Buffer
	plain := json.NewEncoder(&text)
	plain.SetEscapeHTML(false)
	if plain.Encode(out) == nil {
		_ = x.write(code.http, text.Bytes()) // who does not read it has gone
	}
}

// body is the body of a request as the wire of a call: one message, which counts as
// packed, since what it is in the contract shows only when all of it is here.
type body struct {
	grpc.ServerTransportStream // which nobody asks
	from                       io.Reader
	length, read               int64
	begun                      bool
	request                    protoreflect.MessageType
}

func (b *body) done() bool { return b.read == b.length }

// ReadMessageHeader tells of the one message.
func (b *body) ReadMessageHeader(header []byte) error {
	if b.begun {
		return io.EOF
	}
	b.begun = true
	header[0] = 1
	binary.BigEndian.PutUint32(header[1:], uint32(min(b.length, math.MaxUint32))) //nolint:gosec // not more
	return nil
}

// Read reads so many bytes.
func (b *body) Read(n int) (mem.BufferSlice, error) {
	part := make([]byte, n)
	got, err := io.ReadFull(b.from, part)
	b.read += int64(got)
	if err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return mem.BufferSlice{mem.SliceBuffer(part)}, nil
}

// RecvCompress names no way to pack that the library knows.
func (b *body) RecvCompress() string { return "" }

// room is what a body of a size takes while it is unpacked.
func (b *body) room(size int64) int64 { return 3 * size }

// unpack makes JSON a message as gRPC has it. Before every value in JSON stands one
// of three signs, and base64 has none of them: so they tell what the message takes
// before it is there.
func (b *body) unpack(src []byte, most int64) ([]byte, error) {
	values := int64(0)
	for _, sign := range []byte("{[,") {
		values += int64(bytes.Count(src, []byte{sign}))
	}
	if int64(len(src))+fieldCost*values > most {
		return nil, tooMany(most)
	}
	m := b.request.New().Interface()
	if err := protojson.Unmarshal(src, m); err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "the request does not match the contract: %s", mismatch(err))
	}
	return proto.Marshal(m)
}

// maxReason bounds what an error quotes of a request, in bytes.
const maxReason = 200

// mismatch is what protojson says, without its name.
func mismatch(err error) string {
	why := strings.TrimLeft(strings.TrimPrefix(err.Error(), "proto:"), " \u00a0")
	if len(why) > maxReason {
		why = strings.ToValidUTF8(why[:maxReason], "") + "…"
	}
	return why
}
