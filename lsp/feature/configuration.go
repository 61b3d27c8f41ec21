package feature

import (
	"context"
	"fmt"
	"path"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/text"
	"hairpin/lsp/view"
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
	insert := func(at int, s string) (text.Edit, bool) {
		return text.Edit{Loc: text.Loc{Path: f.Path, Span: text.Span{Start: at, End: at}}, New: s}, true
	}
	end := f.LineEnd()
	at, rest, ok := key(f, "ignore:")
	switch line, _ := f.LineCol(at); {
	case !ok:
		lead := ""
		if f.Src != "" && !strings.HasSuffix(f.Src, "\n") {
			lead = end
		}
		return insert(len(f.Src), lead+"ignore:"+end+"  - "+entry+end)
	case strings.HasPrefix(rest, "["):
		sep := ", "
		if strings.HasPrefix(strings.TrimSpace(rest[1:]), "]") {
			sep = ""
		}
		return insert(at+1, entry+sep)
	case rest == "" && line < f.Lines():
		next := f.Line(line + 1)
		item := next.Of(f.Src)
		return insert(next.Start, item[:len(item)-len(strings.TrimLeft(item, " "))]+"- "+entry+end)
	}
	return text.Edit{}, false
}

// addHost adds a hostname to a configuration: to the list of hostnames, or if
// there is none, to the instance. It fails where neither is laid out as people
// do it.
func addHost(f *text.File, host string) (text.Edit, bool) {
	insert := func(at int, s string) (text.Edit, bool) {
		return text.Edit{Loc: text.Loc{Path: f.Path, Span: text.Span{Start: at, End: at}}, New: s}, true
	}
	end := f.LineEnd()
	if at, rest, ok := key(f, "hostnames:"); ok {
		switch flow := strings.IndexByte(rest, ']'); {
		case strings.HasPrefix(rest, "[") && flow > 0:
			sep := ", "
			if strings.TrimSpace(rest[1:flow]) == "" {
				sep = ""
			}
			return insert(at+flow, sep+host)
		case rest == "":
			line, _ := f.LineCol(at)
			if line >= f.Lines() {
				return text.Edit{}, false
			}
			next := f.Line(line + 1)
			item := next.Of(f.Src)
			indent := item[:len(item)-len(strings.TrimLeft(item, " "))]
			return insert(next.Start, indent+"- "+host+end)
		}
		return text.Edit{}, false
	}
	at, rest, ok := key(f, "instance:")
	switch {
	case !ok:
		lead := ""
		if len(f.Src) > 0 && !strings.HasSuffix(f.Src, "\n") {
			lead = end
		}
		return insert(len(f.Src), lead+"instance:"+end+"  hostnames: ["+host+"]"+end)
	case strings.HasPrefix(rest, "{"):
		sep := ","
		if strings.TrimSpace(strings.Trim(rest, "{}")) == "" {
			sep = ""
		}
		return insert(at+1, " hostnames: ["+host+"]"+sep)
	case rest == "":
		line, _ := f.LineCol(at)
		if line >= f.Lines() {
			return insert(len(f.Src), end+"  hostnames: ["+host+"]"+end)
		}
		return insert(f.Line(line+1).Start, "  hostnames: ["+host+"]"+end)
	}
	return text.Edit{}, false
}

// key finds a key in YAML: the place after it, and what stands there on its
// line, without a comment. A key can also stand in a flow mapping.
func key(f *text.File, name string) (at int, rest string, ok bool) {
	for n := 1; n <= f.Lines(); n++ {
		line := f.Line(n)
		src := line.Of(f.Src)
		if hash := strings.Index(src, " #"); hash >= 0 {
			src = src[:hash]
		}
		i := strings.Index(src, name)
		if i < 0 || strings.HasPrefix(strings.TrimSpace(src), "#") || i > 0 && !strings.ContainsAny(src[i-1:i], " {,") {
			continue
		}
		behind := src[i+len(name):]
		trimmed := strings.TrimLeft(behind, " ")
		return line.Start + i + len(name) + len(behind) - len(trimmed), strings.TrimRight(trimmed, " "), true
	}
	return 0, "", false
}
