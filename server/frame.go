package server

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// fieldCost is what a field of a message takes in memory beside its bytes.
const fieldCost = 128

// fileCost is what a file takes in memory beside its bytes: it is a field, and has
// two.
const fileCost = 3 * fieldCost

// costOf is what a message takes in memory, in bytes, with all the messages in it.
// It is told before they are unpacked, since two bytes can stand for a file that
// takes a hundred. That of one that is broken is what can be read of it.
func costOf(msg []byte, kind protoreflect.MessageDescriptor) int64 {
	return int64(len(msg)) + fieldCost*fields(msg, kind)
}

// fields counts the fields of a message and of those in it. It goes as deep as the
// contract does, which has no message in itself.
func fields(msg []byte, kind protoreflect.MessageDescriptor) int64 {
	var n int64
	for len(msg) > 0 {
		number, wire, size := protowire.ConsumeTag(msg)
		if size < 0 {
			return n
		}
		body := msg[size:]
		length := protowire.ConsumeFieldValue(number, wire, body)
		if length < 0 {
			return n
		}
		n++
		if f := kind.Fields().ByNumber(number); f != nil && f.Message() != nil && wire == protowire.BytesType {
			inner, _ := protowire.ConsumeBytes(body)
			n += fields(inner, f.Message())
		}
		msg = body[length:]
	}
	return n
}
