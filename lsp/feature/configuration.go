package feature

import (
	"context"
	"fmt"
	"path"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// makeHost adds a host to the hostnames in the hairpin.yaml of the estate, which
// is made if there is none.
func makeHost(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	f, err := configuration(ctx, v)
	if err != nil {
		return nil, err
	}
	edit, ok := addHost(f, o.Host)
	if !ok {
		return nil, nil
	}
	return workspaceEdit(v.Moment, v.Folder, []text.Edit{edit}, ""), nil
}

// configuration is the hairpin.yaml of the estate that the document belongs to, empty if
// there is none yet.
func configuration(ctx context.Context, v *view.View) (*text.File, error) {
	index, err := v.Index(ctx)
	if err != nil {
		return nil, err
	}
	name := "hairpin.yaml"
	if e := index.EstateOf(v.File.Path); e != nil {
		if name = path.Join(e.Root, name); e.Settings.Path != "" {
			name = e.Settings.Path
		}
	}
	if f := v.Snapshot().File(name); f != nil {
		return f, nil
	}
	return text.NewFile(name, ""), nil
}

// makeIgnore suppresses a finding in an artifact, which takes no comments: in the
// list of the hairpin.yaml.
func makeIgnore(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	finding, err := o.find(ctx, v)
	if finding == nil {
		return nil, err
	}
	f, err := configuration(ctx, v)
	if err != nil {
		return nil, err
	}
	rel, ok := strings.CutPrefix("/"+finding.At.Path, strings.TrimSuffix("/"+path.Dir(f.Path), "/.")+"/")
	if !ok {
		return nil, nil
	}
	edit, ok := addIgnore(f, fmt.Sprintf("{ rule: %s, path: %q, reason: %s }", finding.Rule.ID, rel, reason))
	if !ok {
		return nil, nil
	}
	return workspaceEdit(v.Moment, v.Folder, []text.Edit{edit}, ""), nil
}

// addIgnore adds an entry to the list of what is ignored. It fails where the list
// is not laid out as people do it.
func addIgnore(f *text.File, entry string) (text.Edit, bool) {
	end := f.LineEnd()
	at, rest, ok := key(f, "ignore:", 1, f.Lines())
	switch line, _ := f.LineCol(at); {
	case !ok:
		return insert(f, len(f.Src), lead(f)+"ignore:"+end+"  - "+entry+end)
	case strings.HasPrefix(rest, "["):
		sep := ", "
		if strings.HasPrefix(strings.TrimSpace(rest[1:]), "]") {
			sep = ""
		}
		return insert(f, at+1, entry+sep)
	case rest == "":
		if next, indent, item := under(f, line); strings.HasPrefix(item, "-") {
			return insert(f, next, indent+"- "+entry+end)
		}
	}
	return text.Edit{}, false
}

// addHost adds a hostname to a configuration: to the list of hostnames of the
// instance, or if there is none, to the instance. It fails where neither is laid
// out as people do it.
func addHost(f *text.File, host string) (text.Edit, bool) {
	end, list := f.LineEnd(), "hostnames: ["+host+"]"
	first, last := instanceLines(f)
	if first == 0 {
		return insert(f, len(f.Src), lead(f)+"instance:"+end+"  "+list+end)
	}
	if at, rest, ok := key(f, "hostnames:", first, last); ok {
		switch flow := strings.IndexByte(rest, ']'); {
		case strings.HasPrefix(rest, "[") && flow > 0:
			sep := ", "
			if strings.TrimSpace(rest[1:flow]) == "" {
				sep = ""
			}
			return insert(f, at+flow, sep+host)
		case rest == "":
			line, _ := f.LineCol(at)
			if next, indent, item := under(f, line); strings.HasPrefix(item, "-") {
				return insert(f, next, indent+"- "+host+end)
			}
		}
		return text.Edit{}, false
	}
	at, rest, ok := key(f, "instance:", first, first)
	switch {
	case !ok:
	case strings.HasPrefix(rest, "{"):
		sep := ","
		if strings.HasPrefix(strings.TrimSpace(rest[1:]), "}") {
			sep = ""
		}
		return insert(f, at+1, " "+list+sep)
	case rest == "" && first == last:
		return insert(f, f.Line(first).End, end+"  "+list)
	case rest == "":
		next, indent, _ := under(f, first)
		return insert(f, next, indent+list+end)
	}
	return text.Edit{}, false
}

func insert(f *text.File, at int, s string) (text.Edit, bool) {
	return text.Edit{Loc: text.Loc{Path: f.Path, Span: text.Span{Start: at, End: at}}, New: s}, true
}

// lead is what a new line needs in front of it at the end of a file.
func lead(f *text.File) string {
	if f.Src != "" && !strings.HasSuffix(f.Src, "\n") {
		return f.LineEnd()
	}
	return ""
}

// instanceLines are the first and the last line of the instance itself; those of
// environments have theirs elsewhere. They are 0 if it is not described.
func instanceLines(f *text.File) (first, last int) {
	for n := 1; n <= f.Lines(); n++ {
		switch src := strings.TrimPrefix(f.Line(n).Of(f.Src), text.BOM); {
		case first == 0 && strings.HasPrefix(src, "{"): // all of it is one flow mapping
			return n, f.Lines()
		case first == 0 && strings.HasPrefix(src, "instance:"):
			first, last = n, n
		case first == 0 || isComment(src):
		case src[0] == ' ' || src[0] == '}':
			last = n
		default:
			return first, last
		}
	}
	return first, last
}

// under is the first line of text below another one: where it starts, its
// indentation, and what stands there.
func under(f *text.File, line int) (at int, indent, src string) {
	for n := line + 1; n <= f.Lines(); n++ {
		src := f.Line(n).Of(f.Src)
		if trimmed := strings.TrimLeft(src, " "); !isComment(src) {
			return f.Line(n).Start, src[:len(src)-len(trimmed)], trimmed
		}
	}
	return len(f.Src), "", ""
}

// isComment reports whether a line of YAML says nothing.
func isComment(src string) bool {
	trimmed := strings.TrimSpace(src)
	return trimmed == "" || trimmed[0] == '#'
}

// key finds a key in some lines of YAML: the place after it, and what stands
// there on its line, without a comment. A key can also stand in a flow mapping.
func key(f *text.File, name string, first, last int) (at int, rest string, ok bool) {
	for n := first; n <= last; n++ {
		line := f.Line(n)
		src := line.Of(f.Src)
		if hash := strings.Index(src, " #"); hash >= 0 {
			src = src[:hash]
		}
		i := strings.Index(src, name)
		if i < 0 || isComment(src) {
			continue
		}
		if before := strings.TrimPrefix(src[:i], text.BOM); before != "" && !strings.ContainsAny(before[len(before)-1:], " {,") {
			continue
		}
		behind := src[i+len(name):]
		trimmed := strings.TrimLeft(behind, " ")
		return line.Start + i + len(name) + len(behind) - len(trimmed), strings.TrimRight(trimmed, " "), true
	}
	return 0, "", false
}
