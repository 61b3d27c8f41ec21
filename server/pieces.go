package server

import (
	"context"
	"errors"
	"io"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// inPieces answers a method whose request comes in pieces and whose answer goes in
// parts. Add puts the files into the request.
func inPieces[M interface{ GetChunks() []*hairpinv1.FileChunk }, T any, Resp proto.Message](
	stream interface {
		Context() context.Context
		Recv() (M, error)
	},
	request func(M) *T, add func(*T, []*hairpinv1.File), answer func(context.Context, *T) (Resp, error), send func(part Resp) error,
) error {
	req, files, err := receive(stream.Recv, "request", request)
	if err != nil {
		return err
	}
	if req == nil {
		req = new(T)
	}
	add(req, files)
	resp, err := answer(stream.Context(), req)
	if err != nil {
		return err
	}
	return sendParts(stream.Context(), resp, send)
}

// receive takes in the messages of a stream until the caller has sent all of them:
// what stands in the head field of the first one, and the files.
func receive[M interface{ GetChunks() []*hairpinv1.FileChunk }, H comparable](next func() (M, error), field string, head func(M) H) (first H, files []*hairpinv1.File, err error) {
	var none H
	var all assembly
	for n := 0; ; n++ {
		m, err := next()
		if errors.Is(err, io.EOF) {
			return first, all.files, nil
		}
		if err != nil {
			return none, nil, err
		}
		var v violations
		switch h := head(m); {
		case n == 0:
			first = h
		case h != none:
			v.add(field, "it belongs in the first message only")
		}
		for i, c := range m.GetChunks() {
			all.chunk(&v, at("chunks", i), c)
		}
		if err := v.err(); err != nil {
			return none, nil, err
		}
	}
}

// assembly puts the files of a stream together.
type assembly struct{ files []*hairpinv1.File }

func (a *assembly) chunk(v *violations, field string, c *hairpinv1.FileChunk) {
	if c.GetPath() != "" {
		a.files = append(a.files, &hairpinv1.File{Path: c.GetPath(), Content: c.GetContent()})
		return
	}
	if len(a.files) == 0 {
		v.add(field+".path", "it is empty, and there is no file to continue")
		return
	}
	f := a.files[len(a.files)-1]
	f.Content = append(f.Content, c.GetContent()...)
	if n := len(f.GetContent()); n > MaxFileSize {
		v.add(field+".content", "%q has more than the %d bytes that a file may have", f.GetPath(), MaxFileSize)
	}
}

// maxPart is the size in bytes from which on an answer goes on in another message.
// Clients of gRPC take 4 MiB unless they are told otherwise.
const maxPart = 1 << 20

// sendParts sends an answer in parts. The turn of the call is over: its caller may
// read them slowly.
func sendParts[T proto.Message](ctx context.Context, answer T, send func(part T) error) error {
	pause(ctx)
	for part := range parts(answer.ProtoReflect(), maxPart) {
		if err := send(part.Interface().(T)); err != nil {
			return err
		}
	}
	return nil
}

// parts cuts an answer: merged, as protobuf merges messages, the parts give it again.
// The first one has all that stands in no list of messages. A part is larger than
// size by one element at most.
func parts(answer protoreflect.Message, size int) func(yield func(protoreflect.Message) bool) {
	return func(yield func(protoreflect.Message) bool) {
		part, used := answer.New(), 0
		for _, l := range apart(answer, part) {
			for i := range l.list.Len() {
				if used >= size {
					if !yield(part) {
						return
					}
					part, used = answer.New(), 0
				}
				into := part
				for _, field := range l.in {
					into = into.Mutable(field).Message()
				}
				into.Mutable(l.field).List().Append(l.list.Get(i))
				used += proto.Size(l.list.Get(i).Message().Interface())
			}
		}
		yield(part)
	}
}

// messages is a list of messages in a message.
type messages struct {
	in    []protoreflect.FieldDescriptor // the messages around it, outermost first
	field protoreflect.FieldDescriptor
	list  protoreflect.List
}

// apart copies a message without its lists of messages, which it gives.
func apart(from, to protoreflect.Message, in ...protoreflect.FieldDescriptor) (out []messages) {
	for field, v := range from.Range {
		switch {
		case field.Message() == nil:
			to.Set(field, v)
		case field.IsList():
			out = append(out, messages{in, field, v.List()})
		default:
			out = append(out, apart(v.Message(), to.Mutable(field).Message(), append(in[:len(in):len(in)], field)...)...)
		}
	}
	return out
}
