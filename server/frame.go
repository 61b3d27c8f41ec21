package server

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
)

// frame is a message as it came in. It is looked at before it is unpacked, since
// two bytes can stand for a file that takes a hundred.
type frame []byte

// fieldCost is what a field of a message takes in memory beside its bytes.
const fieldCost = 128

// cost is what a message takes in memory, in bytes. That of one that is broken is
// what can be read of it.
func (f frame) cost() int64 {
	cost := int64(len(f))
	for rest := f; len(rest) > 0; cost += fieldCost {
		_, _, n := protowire.ConsumeField(rest)
		if n < 0 {
			return cost
		}
		rest = rest[n:]
	}
	return cost
}

// frameCodec leaves frames as they are, and other messages to the usual codec.
type frameCodec struct{ encoding.CodecV2 }

// inFrames is the option of a server that reads frames.
func inFrames() grpc.ServerOption {
	return grpc.ForceServerCodecV2(frameCodec{encoding.GetCodecV2(proto.Name)})
}

// Unmarshal reads a message.
func (c frameCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if f, ok := v.(*frame); ok {
		*f = data.Materialize()
		return nil
	}
	return c.CodecV2.Unmarshal(data, v)
}
