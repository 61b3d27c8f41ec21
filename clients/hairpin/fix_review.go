package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// review is a dialog about fixes, one finding after the other. What is accepted
// is applied to a copy of the project, of which the next question is asked.
type review struct {
	answers *bufio.Reader
	out     io.Writer
	colors  print.Palette
	first   *collect.Project // as it was read
	now     *collect.Project // with what was accepted
	rules   []string         // IDs to ask about; empty means all
	passed  map[string]int
}

// reviewed asks about every finding that can be fixed, until no question is left
// or the answer is to quit; what was accepted until then counts.
func (c *fixCmd) reviewed(j *job, req *hairpinv1.FixRequest) (*hairpinv1.FixResponse, error) {
	now := *j.project
	now.Files = slices.Clone(now.Files)
	r := &review{answers: bufio.NewReader(j.stdin), out: j.stderr, colors: c.palette(j.shell), first: j.project, now: &now, rules: req.GetRuleIds(), passed: map[string]int{}}
	out := &hairpinv1.FixResponse{}
	for {
		resp, err := j.svc.Analyze(j.ctx, &hairpinv1.AnalyzeRequest{Files: now.Files, Config: req.GetConfig()})
		if err != nil {
			return nil, err
		}
		f, choice := r.next(resp.GetFindings())
		if f == nil {
			out.Remaining, out.Files = resp, r.changed()
			return out, nil
		}
		f.Fixes = []*hairpinv1.Fix{f.GetFixes()[choice]}
		if err := r.apply(f.GetFixes()[0]); err != nil {
			return nil, err
		}
		out.Applied = append(out.Applied, f)
	}
}

// next asks until a fix is accepted, and gives it with its finding; nil if none
// is.
func (r *review) next(findings []*hairpinv1.Finding) (*hairpinv1.Finding, int) {
	seen := map[string]int{}
	for _, f := range findings {
		if len(f.GetFixes()) == 0 || len(r.rules) > 0 && !slices.Contains(r.rules, f.GetRuleId()) {
			continue
		}
		// Findings that are alike are told apart by their order.
		if key := f.GetFingerprint(); seen[key] < r.passed[key] {
			seen[key]++
			continue
		}
		choice, quit := r.ask(f)
		switch {
		case quit:
			return nil, 0
		case choice >= 0:
			return proto.CloneOf(f), choice
		}
		seen[f.GetFingerprint()]++
		r.passed[f.GetFingerprint()]++
	}
	return nil, 0
}

// ask shows a finding with its fixes; choice is negative if none is wanted. The
// end of the answers is to quit.
func (r *review) ask(f *hairpinv1.Finding) (choice int, quit bool) {
	shown := proto.CloneOf(f)
	r.now.DisplayFinding(shown)
	fmt.Fprintf(r.out, "%s: %s %s: %s\n", r.colors.Paint(r.colors.Bold, print.Place(shown.GetLocation())), print.Severity(f.GetSeverity()), f.GetRuleId(), print.Clean(f.GetMessage()))
	for i, fix := range f.GetFixes() {
		why := ""
		if reason := fix.GetSafetyReason(); reason != "" {
			why = " (needs review: " + print.Clean(reason) + ")"
		}
		fmt.Fprintf(r.out, "%d. %s%s\n%s", i+1, print.Clean(fix.GetTitle()), why, r.diff(fix))
	}
	for {
		fmt.Fprintf(r.out, "Apply %s, [n]o, [q]uit? ", numbers(len(f.GetFixes())))
		line, err := r.answers.ReadString('\n')
		answer := strings.ToLower(strings.TrimSpace(line))
		n, isNumber := strconv.Atoi(answer)
		switch {
		case answer == "y" || answer == "yes":
			return 0, false
		case isNumber == nil && n >= 1 && n <= len(f.GetFixes()):
			return n - 1, false
		case answer == "n" || answer == "no":
			return -1, false
		case answer == "q" || answer == "quit" || err != nil:
			return -1, true
		}
	}
}

func numbers(n int) string {
	if n == 1 {
		return "[y]es"
	}
	return fmt.Sprintf("[1-%d]", n)
}

// diff is what a fix changes.
func (r *review) diff(fix *hairpinv1.Fix) string {
	var b strings.Builder
	for _, path := range pathsOf(fix) {
		if after, err := r.edited(fix, path); err == nil {
			b.WriteString(unified(r.now, &hairpinv1.File{Path: path, Content: after}))
		}
	}
	return b.String()
}

// pathsOf are the files that a fix changes, in order.
func pathsOf(fix *hairpinv1.Fix) []string {
	var out []string
	for _, e := range fix.GetEdits() {
		out = append(out, e.GetLocation().GetPath())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// edited is a file with the edits of a fix.
func (r *review) edited(fix *hairpinv1.Fix, path string) ([]byte, error) {
	var edits []text.Edit
	for _, e := range fix.GetEdits() {
		if at := e.GetLocation(); at.GetPath() == path {
			span := text.Span{Start: int(at.GetRange().GetStart().GetOffset()), End: int(at.GetRange().GetEnd().GetOffset())}
			edits = append(edits, text.Edit{Loc: text.Loc{Path: path, Span: span}, New: e.GetNewText()})
		}
	}
	after, err := text.Apply(string(r.now.Content(path)), edits)
	return []byte(after), err
}

// apply applies a fix to the project: all of it or, with an error, nothing.
func (r *review) apply(fix *hairpinv1.Fix) error {
	files := slices.Clone(r.now.Files)
	for _, path := range pathsOf(fix) {
		after, err := r.edited(fix, path)
		if err != nil {
			return err
		}
		file := &hairpinv1.File{Path: path, Content: after}
		if i := slices.IndexFunc(files, func(f *hairpinv1.File) bool { return f.GetPath() == path }); i >= 0 {
			files[i] = file
		} else {
			files = append(files, file)
		}
	}
	r.now.Files = files
	return nil
}

// changed are the files that are not as they were read, sorted by path.
func (r *review) changed() []*hairpinv1.File {
	var out []*hairpinv1.File
	for _, f := range r.now.Files {
		if before := r.first.Content(f.GetPath()); before == nil || !bytes.Equal(before, f.GetContent()) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *hairpinv1.File) int { return strings.Compare(a.GetPath(), b.GetPath()) })
	return out
}
