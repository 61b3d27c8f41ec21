package lsp

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/view"
	"hairpin.example/hairpin/lsp/wire"
)

// chain puts requests in order: notifications run one after the other as they
// come, so that no change of a document is overtaken; requests run beside them,
// and can be cancelled.
func (s *Server) chain(h jsonrpc2.Handler) jsonrpc2.Handler {
	var mu sync.Mutex
	running := map[jsonrpc2.ID]context.CancelFunc{}
	h = s.guard(h)
	return func(ctx context.Context, r *jsonrpc2.Request) (any, error) {
		// The context of a request is used again for the next one, so nothing may be
		// derived from it.
		base := jsonrpc2.DetachContext(ctx)
		if !r.IsCall() {
			switch {
			case r.Method() == protocol.MethodExit:
				return h(base, r)
			case r.Method() != protocol.MethodCancelRequest && s.admit(r.Method()) != nil:
				return nil, nil // too early or too late: dropped, as the protocol says
			case r.Method() != protocol.MethodCancelRequest:
				return h(base, r)
			}
			if id, ok := cancelled(r); ok {
				mu.Lock()
				if cancel := running[id]; cancel != nil {
					cancel()
				}
				mu.Unlock()
			}
			return nil, nil
		}
		if err := s.admit(r.Method()); err != nil {
			return nil, err
		}
		switch r.Method() {
		case protocol.MethodInitialize, protocol.MethodShutdown:
			return h(base, r)
		}
		inner, cancel := context.WithCancel(context.WithValue(base, momentKey{}, s.desk.moment()))
		id := r.ID()
		mu.Lock()
		running[id] = cancel
		mu.Unlock()
		defer func() {
			mu.Lock()
			delete(running, id)
			mu.Unlock()
			cancel()
		}()
		jsonrpc2.Async(ctx) // the only call of it: the next message can be read
		out, err := h(inner, r)
		if errors.Is(err, context.Canceled) {
			err = jsonrpc2.NewError(wire.RequestCancelled, "cancelled")
		}
		return out, err
	}
}

// cancelled is the request that a notification cancels.
func cancelled(r *jsonrpc2.Request) (jsonrpc2.ID, bool) {
	var params struct {
		ID jsonrpc2.ID `json:"id"`
	}
	if err := (jsonrpc2.JSONCodec{}).Unmarshal(r.Params(), &params); err != nil {
		return jsonrpc2.ID{}, false
	}
	return params.ID, true
}

// admit turns away requests before initialize and after shutdown.
func (s *Server) admit(method string) error {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	switch {
	case s.desk.down:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down")
	case !s.desk.ready && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(wire.NotInitialized, "initialize must come first")
	}
	return nil
}

// guard keeps the connection: a panic is logged and answered, and what is wrong
// with a notification is logged and forgotten.
func (s *Server) guard(h jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, r *jsonrpc2.Request) (out any, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.peer.log("%s: %v\n%s", r.Method(), p, debug.Stack())
				out, err = nil, jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprintf("a bug in hairpin: %v", p))
			}
			if err != nil && !r.IsCall() {
				if !strings.HasPrefix(r.Method(), "$/") { // those may be ignored
					s.peer.log("%s: %v", r.Method(), err)
				}
				err = nil
			}
		}()
		forgive := forgiven[r.Method()]
		if forgive != nil && wire.HasNullRange(r.Params()) {
			return forgive(ctx, s, wire.WithoutNulls(r.Params()))
		}
		out, err = h(ctx, r)
		if errors.Is(err, jsonrpc2.ErrParse) && forgive != nil {
			out, err = forgive(ctx, s, wire.WithoutNulls(r.Params()))
		}
		if errors.Is(err, jsonrpc2.ErrParse) {
			err = jsonrpc2.ErrInvalidParams
		}
		return out, err
	}
}

// forgiven are the messages whose params are read again without null members:
// some editors write null for what is not there, where the protocol wants
// nothing.
var forgiven = map[string]func(ctx context.Context, s *Server, params []byte) (any, error){
	protocol.MethodInitialize: func(ctx context.Context, s *Server, params []byte) (any, error) {
		var p protocol.InitializeParams
		if err := protocol.Unmarshal(params, &p); err != nil {
			return nil, jsonrpc2.ErrInvalidParams
		}
		return s.Initialize(ctx, &p)
	},
	protocol.MethodTextDocumentDidChange: func(ctx context.Context, s *Server, params []byte) (any, error) {
		var p protocol.DidChangeTextDocumentParams
		if err := protocol.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		return nil, s.DidChange(ctx, &p)
	},
}

type momentKey struct{}

// momentOf is what a request sees: everything as it was when the request came.
func momentOf(ctx context.Context) *view.Moment {
	m, _ := ctx.Value(momentKey{}).(*view.Moment)
	if m == nil {
		m = &view.Moment{}
	}
	return m
}
