package server

import (
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// AnalyzeStream finds what is wrong in a workspace that comes in pieces.
func (s *Service) AnalyzeStream(stream grpc.BidiStreamingServer[hairpinv1.AnalyzeStreamRequest, hairpinv1.AnalyzeStreamResponse]) error {
	asked, files, err := receive(stream.Recv, "config", (*hairpinv1.AnalyzeStreamRequest).GetConfig)
	if err != nil {
		return err
	}
	var v violations
	v.workspace(files, asked)
	if err := v.err(); err != nil {
		return err
	}
	w := newWorkspace(files)
	if v.environment(w, asked.GetEnvironment()); v.any() {
		return v.err()
	}
	config, problems := toConfig(asked)
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
