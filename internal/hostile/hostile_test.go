package hostile

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

var facts = gateway.Facts{Name: "contoso", VNet: gateway.Internal, SKU: gateway.Developer, Hosts: []gateway.Host{gateway.NewHost("api.contoso.com")}}

// use is something that is done with a policy.
type use struct {
	name string
	do   func(ctx context.Context, src string) error
}

// uses are what the command line, the service and an editor do.
var uses = []use{
	{"check", func(ctx context.Context, src string) error {
		s, err := analyzer.ReadSnapshot(ctx, files(src))
		if err != nil {
			return err
		}
		_, err = s.Check(ctx, analyzer.Config{Flags: facts})
		return err
	}},
	{"fix", func(ctx context.Context, src string) error {
		s, err := analyzer.ReadSnapshot(ctx, files(src))
		if err != nil {
			return err
		}
		_, err = s.Fix(ctx, analyzer.Config{Flags: facts}, analyzer.FixOptions{})
		return err
	}},
	{"calls", func(ctx context.Context, src string) error {
		s, err := analyzer.ReadSnapshot(ctx, files(src))
		if err != nil {
			return err
		}
		_, err = s.ListCalls(ctx, analyzer.Config{Flags: facts})
		return err
	}},
	{"effective", func(ctx context.Context, src string) error {
		s, err := analyzer.ReadSnapshot(ctx, files(src))
		if err != nil {
			return err
		}
		_, err = s.Effective(ctx, analyzer.Config{Flags: facts}, analyzer.Query{API: "a"})
		return err
	}},
	{"service", func(ctx context.Context, src string) error {
		req := &hairpinv1.AnalyzeRequest{}
		for _, f := range files(src) {
			req.Files = append(req.Files, &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)})
		}
		_, err := server.New().Analyze(ctx, req)
		return err
	}},
	{"editor", edit},
}

// files are an API whose policy is hostile.
func files(src string) []*text.File {
	return []*text.File{
		text.NewFile("apis/a/apiInformation.json", `{"properties":{"path":"a","serviceUrl":"https://api.contoso.com/b"}}`),
		text.NewFile("apis/a/policy.xml", src),
		text.NewFile("namedValues/host/namedValueInformation.json", `{"properties":{"displayName":"host","value":"api.contoso.com"}}`),
	}
}

// edit asks what an editor asks when a document is opened and looked at.
func edit(ctx context.Context, src string) error {
	all := files(src)
	dir := filepath.FromSlash("/work")
	folder := view.NewFolder(dir, dir, all, analyzer.Config{Flags: facts}, view.UTF16)
	u := uri.File(filepath.Join(dir, filepath.FromSlash(all[1].Path)))
	v := view.NewMoment(view.Abilities{}, []*view.Folder{folder}, map[uri.URI]view.Buffer{u: {Folder: folder, File: all[1]}}).View(u)
	res, err := v.Check(ctx)
	if err != nil {
		return err
	}
	feature.Diagnostics(v.Folder, res)
	at := protocol.TextDocumentPositionParams{Position: v.Position(len(src) / 2)}
	whole := v.Range(text.Span{End: len(src)})
	for _, ask := range []func() error{
		func() error {
			_, err := feature.Hover(ctx, v, &protocol.HoverParams{TextDocumentPositionParams: at})
			return err
		},
		func() error {
			_, err := feature.Completion(ctx, v, &protocol.CompletionParams{TextDocumentPositionParams: at})
			return err
		},
		func() error { _, err := feature.DocumentSymbol(ctx, v, &protocol.DocumentSymbolParams{}); return err },
		func() error { _, err := feature.FoldingRanges(ctx, v, &protocol.FoldingRangeParams{}); return err },
		func() error {
			_, err := feature.SemanticTokensFull(ctx, v, &protocol.SemanticTokensParams{})
			return err
		},
		func() error { _, err := feature.InlayHint(ctx, v, &protocol.InlayHintParams{Range: whole}); return err },
		func() error {
			_, err := feature.CodeAction(ctx, v, &protocol.CodeActionParams{Range: whole})
			return err
		},
		func() error { _, err := feature.Formatting(ctx, v, &protocol.DocumentFormattingParams{}); return err },
	} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}

// FuzzHostile: whatever is done with a hostile policy ends in a time that grows
// linearly with its length, many times what it takes on a busy machine. tools/fuzz
// bounds the memory.
func FuzzHostile(f *testing.F) {
	f.Add(uint64(1), uint16(1000))
	f.Fuzz(func(t *testing.T, seed uint64, size uint16) {
		const least, perByte = 20 * time.Second, 200 * time.Microsecond
		src := Mix(rand.New(rand.NewPCG(seed, 0)), int(size))
		for _, u := range uses {
			ctx, cancel := context.WithTimeout(t.Context(), least+time.Duration(len(src))*perByte)
			err := u.do(ctx, src)
			cancel()
			if err != nil {
				t.Fatalf("%s of %d bytes: %v", u.name, len(src), err)
			}
		}
	})
}

// TestShapes: each shape is as long as it is asked to be, and every use of it ends.
func TestShapes(t *testing.T) {
	size := 20_000
	if testing.Short() {
		size = 3_000
	}
	for _, s := range Shapes {
		t.Run(s.Name, func(t *testing.T) {
			src := s.Policy(size)
			if len(src) < size/2 || len(src) > 2*size {
				t.Errorf("%d bytes, want about %d", len(src), size)
			}
			for _, u := range uses {
				if err := u.do(t.Context(), src); err != nil {
					t.Errorf("%s: %v", u.name, err)
				}
			}
		})
	}
}
