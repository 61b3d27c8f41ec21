package server

import (
	"fmt"
	"maps"
	"net/netip"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// MaxFileSize is the size in bytes that a file of a request may have.
const MaxFileSize = 16 << 20

// violations collects what is wrong with a request: the first of them, and how many
// more there are. The answer goes into the headers of HTTP/2, of which clients take
// 8 KiB or so.
type violations struct {
	list []*errdetails.BadRequest_FieldViolation
	more int
}

// The most that is told of: violations, and bytes of what the caller wrote himself.
const (
	maxViolations = 20
	maxQuoted     = 60
)

// said is text of the server, which is told in full.
type said string

// add notes a violation. Strings, which are the caller's, are quoted in short.
func (v *violations) add(field, format string, args ...any) {
	if len(v.list) == maxViolations {
		v.more++
		return
	}
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = short(s)
		}
	}
	v.list = append(v.list, &errdetails.BadRequest_FieldViolation{Field: field, Description: fmt.Sprintf(format, args...)})
}

// short is the beginning of a text that is too long to be quoted.
func short(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	cut := maxQuoted
	for cut > maxQuoted-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// any reports whether something is wrong.
func (v *violations) any() bool { return len(v.list) > 0 }

// err is nil if nothing is wrong; else INVALID_ARGUMENT with the violations in its
// details, and the first in its message.
func (v *violations) err() error {
	if !v.any() {
		return nil
	}
	list := v.list
	if v.more > 0 {
		list = append(slices.Clip(list), &errdetails.BadRequest_FieldViolation{Description: fmt.Sprintf("and %d more", v.more)})
	}
	first := list[0]
	st := status.Newf(codes.InvalidArgument, "%s: %s", first.Field, first.Description)
	if detailed, err := st.WithDetails(&errdetails.BadRequest{FieldViolations: list}); err == nil {
		st = detailed
	}
	return st.Err()
}

// at names an element of a repeated field.
func at(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

// workspace checks the fields that all requests share.
func (v *violations) workspace(files []*hairpinv1.File, c *hairpinv1.Config) {
	paths := make([]string, 0, len(files))
	first := make(map[string]int, len(files))
	for i, f := range files {
		v.file(func() string { return at("files", i) }, f)
		if j, ok := first[f.GetPath()]; ok {
			v.add(at("files", i)+".path", "%q is also the path of files[%d]; paths are unique", f.GetPath(), j)
			continue
		}
		first[f.GetPath()] = i
		paths = append(paths, f.GetPath())
	}
	v.instance(c.GetInstance())
	if f := c.GetInstanceFile(); f != nil {
		v.file(func() string { return "config.instance_file" }, f)
		if ext := strings.ToLower(path.Ext(f.GetPath())); ext != ".json" && ext != ".yaml" && ext != ".yml" {
			v.add("config.instance_file.path", "%q must end in .json, .yaml or .yml", f.GetPath())
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.GetRules())) {
		field := fmt.Sprintf("config.rules[%q]", short(id))
		v.rule(field, id)
		if s := c.GetRules()[id]; s == hairpinv1.Severity_SEVERITY_UNSPECIFIED || s.Descriptor().Values().ByNumber(s.Number()) == nil {
			v.add(field, "%v is not a severity", s)
		}
	}
	slices.Sort(paths)
	for i, p := range c.GetReportPaths() {
		if p != "." && !holds(paths, p) {
			v.add(at("config.report_paths", i), "%q is not the path of a file or folder in the request", p)
		}
	}
}

// oneEnvironment is environment where all of them at once make no sense.
func (v *violations) oneEnvironment(w *workspace, name string) {
	if name == estate.AllEnvironments {
		v.add("config.environment", "name one environment; %q applies only to findings", name)
		return
	}
	v.environment(w, name)
}

// environment checks the name of an environment against those of the workspace.
func (v *violations) environment(w *workspace, name string) {
	if name == "" || name == estate.AllEnvironments {
		return
	}
	known := environments(w.list)
	if slices.Contains(known, name) {
		return
	}
	list := said("none is configured")
	if n := len(known); n > 0 {
		shown := make([]string, 0, maxViolations)
		for _, k := range known[:min(n, maxViolations)] {
			shown = append(shown, short(k))
		}
		if n > len(shown) {
			shown = append(shown, fmt.Sprintf("%d more", n-len(shown)))
		}
		list = said("the known ones are " + strings.Join(shown, ", ") + ", and " + estate.AllEnvironments + " for every one")
	}
	v.add("config.environment", "there is no environment %q; %s", name, list)
}

// file checks a file, whose field is named only if there is something to say.
func (v *violations) file(field func() string, f *hairpinv1.File) {
	if why := badPath(f.GetPath()); why != "" {
		v.add(field()+".path", "%q %s", f.GetPath(), why)
	}
	if n := len(f.GetContent()); n > MaxFileSize {
		v.add(field()+".content", "%d bytes are more than the %d that a file may have", n, MaxFileSize)
	}
}

// badPath says what is wrong with a path, "" if nothing is.
func badPath(p string) said {
	switch {
	case p == "":
		return "is empty"
	case !utf8.ValidString(p):
		return "is not UTF-8"
	case strings.ContainsFunc(p, unicode.IsControl):
		return "contains a control character"
	case strings.ContainsFunc(p, IsUnseen):
		return "contains an invisible character"
	case len(p) >= 2 && p[1] == ':' && isLetter(p[0]):
		return "begins with a drive; paths are relative to the root of the project"
	case strings.HasPrefix(p, "/"):
		return "is absolute; paths are relative to the root of the project"
	case strings.Contains(p, `\`):
		return "contains a backslash; paths use slashes"
	case p == ".." || strings.HasPrefix(p, "../") || strings.HasSuffix(p, "/..") || strings.Contains(p, "/../"):
		return "leaves the project or goes through \"..\""
	case path.Clean(p) != p || p == ".":
		return said(fmt.Sprintf("is not in its shortest form, %q", short(path.Clean(p))))
	}
	return ""
}

// IsUnseen reports whether a character shows nothing of itself: control characters,
// line and paragraph separators, and format characters, which turn the text around
// them or join it. Two paths that differ in one look the same.
// https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
func IsUnseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func (v *violations) instance(in *hairpinv1.Instance) {
	const field = "config.instance."
	for i, h := range in.GetGatewayHosts() {
		v.host(at(field+"gateway_hosts", i), h)
	}
	for i, h := range in.GetNotViaLoadBalancer() {
		v.host(at(field+"not_via_load_balancer", i), h)
	}
	for i, a := range in.GetPrivateIpAddresses() {
		if _, err := netip.ParseAddr(a); err != nil {
			v.add(at(field+"private_ip_addresses", i), "%q is not an IP address", a)
		}
	}
	if n := in.GetVirtualNetwork(); n.Descriptor().Values().ByNumber(n.Number()) == nil {
		v.add(field+"virtual_network", "%d is not a network mode", n)
	}
	if n := in.GetSku(); n.Descriptor().Values().ByNumber(n.Number()) == nil {
		v.add(field+"sku", "%d is not a tier", n)
	}
	if in.GetUnits() > maxUnits {
		v.add(field+"units", "%d units are more than an instance can have", in.GetUnits())
	}
}

// maxUnits is far above what Azure sells: 31 units per region.
// https://learn.microsoft.com/azure/api-management/upgrade-and-scale
const maxUnits = 10_000

// host accepts a hostname, and says what is wrong with a URL.
func (v *violations) host(field, h string) {
	if h == "" || strings.ContainsAny(h, "/: @") || strings.ContainsFunc(h, IsUnseen) {
		v.add(field, "%q is not a hostname; write it without a scheme, port or path", h)
	}
}

func (v *violations) rule(field, id string) {
	if analyzer.RuleByID(id) == nil {
		v.add(field, "%q is not the ID of a rule", id)
	}
}

// holds reports whether a sorted list of paths holds p, or a file in the folder p.
func holds(paths []string, p string) bool {
	if _, ok := slices.BinarySearch(paths, p); ok {
		return true
	}
	i, _ := slices.BinarySearch(paths, p+"/")
	return i < len(paths) && strings.HasPrefix(paths[i], p+"/")
}
