package server

import (
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// AnalyzeStream finds what is wrong in a workspace that comes in pieces.
func (s *Service) AnalyzeStream(stream grpc.BidiStreamingServer[hairpinv1.AnalyzeStreamRequest, hairpinv1.AnalyzeStreamResponse]) error {
	var in assembly
	if err := in.receive(stream.Recv); err != nil {
		return err
	}
	var v violations
	v.workspace(in.files, in.config)
	if err := v.err(); err != nil {
		return err
	}
	w := newWorkspace(in.files)
	if v.environment(w, in.config.GetEnvironment()); v.any() {
		return v.err()
	}
	config, problems := toConfig(in.config)
	ctx := stream.Context()
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return failed(err)
	}
	rest, summary := &analyzer.Result{}, &hairpinv1.Summary{}
	var sent error
	err = snapshot.CheckEach(ctx, config, func(part *analyzer.Result) error {
		resp := w.response(part, nil)
		add(summary, resp.GetSummary())
		rest.Add(&analyzer.Result{Problems: part.Problems, Missing: part.Missing})
		sent = aside(ctx, func() error { return sendDocuments(resp, stream.Send) })
		return sent
	})
	switch {
	case sent != nil:
		return sent
	case err != nil:
		return failed(err)
	}
	rest.Sort()
	summary.MissingFacts = rest.Missing
	pause(ctx)
	return stream.Send(w.end(summary, problems, rest.Problems))
}

func (w *workspace) end(summary *hairpinv1.Summary, problems ...[]estate.Problem) *hairpinv1.AnalyzeStreamResponse {
	return &hairpinv1.AnalyzeStreamResponse{Part: &hairpinv1.AnalyzeStreamResponse_End{
		End: &hairpinv1.AnalyzeStreamEnd{Summary: summary, Problems: w.problems(problems...)},
	}}
}

// add adds counts.
func add(sum, part *hairpinv1.Summary) {
	sum.Errors += part.GetErrors()
	sum.Warnings += part.GetWarnings()
	sum.Infos += part.GetInfos()
	sum.Hints += part.GetHints()
	sum.Files += part.GetFiles()
	sum.Suppressed += part.GetSuppressed()
}

// assembly puts the files of a stream together.
type assembly struct {
	config *hairpinv1.Config
	files  []*hairpinv1.File
}

// receive takes in messages until the caller has sent all of them.
func (a *assembly) receive(next func() (*hairpinv1.AnalyzeStreamRequest, error)) error {
	for first := true; ; first = false {
		req, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var v violations
		switch {
		case first:
			a.config = req.GetConfig()
		case req.GetConfig() != nil:
			v.add("config", "it belongs in the first message only")
		}
		for i, c := range req.GetChunks() {
			a.chunk(&v, at("chunks", i), c)
		}
		if err := v.err(); err != nil {
			return err
		}
	}
}

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

// maxPart is the size in bytes from which on the findings of a document go on in
// another message. Clients of gRPC take 4 MiB unless they are told otherwise.
const maxPart = 1 << 20

// sendDocuments sends what was found, which is sorted by path.
func sendDocuments(resp *hairpinv1.AnalyzeResponse, send func(*hairpinv1.AnalyzeStreamResponse) error) error {
	findings, suppressed := resp.GetFindings(), resp.GetSuppressed()
	for len(findings)+len(suppressed) > 0 {
		doc := &hairpinv1.DocumentFindings{Path: firstPath(findings, suppressed)}
		size := 0
		for ; len(findings) > 0 && pathOf(findings[0]) == doc.GetPath() && size < maxPart; findings = findings[1:] {
			doc.Findings = append(doc.Findings, findings[0])
			size += proto.Size(findings[0])
		}
		for ; len(suppressed) > 0 && pathOf(suppressed[0].GetFinding()) == doc.GetPath() && size < maxPart; suppressed = suppressed[1:] {
			doc.Suppressed = append(doc.Suppressed, suppressed[0])
			size += proto.Size(suppressed[0])
		}
		if err := send(&hairpinv1.AnalyzeStreamResponse{Part: &hairpinv1.AnalyzeStreamResponse_Document{Document: doc}}); err != nil {
			return err
		}
	}
	return nil
}

func pathOf(f *hairpinv1.Finding) string { return f.GetLocation().GetPath() }

// firstPath is the smaller of the first paths of two sorted lists, not both empty.
func firstPath(findings []*hairpinv1.Finding, suppressed []*hairpinv1.SuppressedFinding) string {
	switch {
	case len(suppressed) == 0:
		return pathOf(findings[0])
	case len(findings) == 0:
		return pathOf(suppressed[0].GetFinding())
	}
	return min(pathOf(findings[0]), pathOf(suppressed[0].GetFinding()))
}
