package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
)

// wire is a call as bytes. [grpc.ServerStream] gives a message when all of it is
// here, whatever its size and however long that takes; the stream below it, which
// the library also shows, gives its length first, and then as much as is asked for.
type wire interface {
	ReadMessageHeader(header []byte) error
	Read(n int) (mem.BufferSlice, error)
	RecvCompress() string
}

// packing is a wire whose messages are packed in its own way.
type packing interface {
	// room is what a message of a size takes while it is unpacked.
	room(size int64) int64
	// unpack gives the message. It may have so many bytes, and cost so much.
	unpack(msg []byte, most int64) ([]byte, error)
}

// piece is how much of a message is read at once: what the caller may send before
// anybody looks.
const piece = 64 << 10

// intake reads the messages of a call.
type intake struct {
	wire  wire
	visit *visit
	most  int64 // bytes of a message, packed and unpacked
}

func newIntake(ctx context.Context, v *visit, most int64) (*intake, error) {
	w, ok := grpc.ServerTransportStreamFromContext(ctx).(wire)
	if !ok || v == nil {
		return nil, status.Error(codes.Internal, "the call has no stream that can be read in pieces")
	}
	return &intake{w, v, most}, nil
}

// next reads the next message, io.EOF if there is none. It calls room with the
// size of the message, which for one that is packed is the most that it can have,
// before it reads more of it than that.
func (in *intake) next(room func(size int64) error) ([]byte, error) {
	in.visit.listen()
	var header [5]byte // whether the message is packed, and its length
	if err := in.wire.ReadMessageHeader(header[:]); err != nil {
		return nil, in.broken(err)
	}
	in.visit.silent.Stop()
	length, packed := int64(binary.BigEndian.Uint32(header[1:])), header[0] != 0
	if length > in.most {
		return nil, in.tooLarge()
	}
	size := length
	if packed {
		size = in.most
		if own, ok := in.wire.(packing); ok {
			size = min(size, own.room(length))
		}
	}
	if err := room(size); err != nil {
		return nil, err
	}
	msg, err := in.read(int(length))
	if err != nil || !packed {
		return msg, err
	}
	return in.unpack(msg)
}

// end waits for the end of a request.
func (in *intake) end() error {
	in.visit.listen()
	var header [5]byte
	err := in.wire.ReadMessageHeader(header[:])
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil:
		return status.Error(codes.InvalidArgument, "the method takes one message, and there are more")
	}
	return in.broken(err)
}

// read reads so many bytes. What they take grows as they come.
func (in *intake) read(length int) ([]byte, error) {
	msg := make([]byte, 0, min(length, piece))
	for len(msg) < length {
		in.visit.listen()
		part, err := in.wire.Read(min(length-len(msg), piece))
		if err != nil {
			return nil, in.broken(err)
		}
		n := part.Len()
		if cap(msg) < len(msg)+n {
			msg = append(make([]byte, 0, min(length, 2*cap(msg))), msg...)
		}
		part.CopyTo(msg[len(msg) : len(msg)+n])
		msg = msg[:len(msg)+n]
		part.Free()
	}
	in.visit.silent.Stop()
	return msg, nil
}

func (in *intake) unpack(msg []byte) ([]byte, error) {
	if own, ok := in.wire.(packing); ok {
		return own.unpack(msg, in.most)
	}
	how := encoding.GetCompressor(in.wire.RecvCompress())
	if how == nil {
		return nil, status.Error(codes.Unimplemented, "the server cannot unpack messages that are packed in this way")
	}
	from, err := how.Decompress(bytes.NewReader(msg))
	if err != nil {
		return nil, errBadPack
	}
	out, err := io.ReadAll(io.LimitReader(from, in.most+1))
	switch {
	case err != nil:
		return nil, errBadPack
	case int64(len(out)) > in.most:
		return nil, in.tooLarge()
	}
	return out, nil
}

var errBadPack = status.Error(codes.InvalidArgument, "the message is packed, and cannot be unpacked")

func (in *intake) tooLarge() error {
	return forGood("the message is larger than the %d bytes that one of this method may have; send the files in pieces, with a method whose name ends in Stream", in.most)
}

// broken is the status of a call whose bytes do not come.
func (in *intake) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return in.visit.why(status.Error(codes.Canceled, "the request breaks off"))
}
