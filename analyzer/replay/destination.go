package replay

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/value"
)

// destinations are where a call can go, sorted: one text for each way that can run.
func destinations(calls ...*call.Call) []string {
	var out []string
	for _, c := range calls {
		for i := range c.Ways {
			if w := &c.Ways[i]; !w.Dead {
				out = append(out, ofWay(w)...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ofWay is where a way goes, for each value of its Host header.
func ofWay(w *call.Way) []string {
	values := []value.Str{{}}
	if set := w.Host.Value.Alts; w.Host.Action == call.HostSet && len(set) > 0 {
		values = set
	}
	var out []string
	for _, host := range values {
		out = append(out, w.Scope.String()+"\x00"+destination(w, host))
	}
	return out
}

// destination is where a way goes with a value of its Host header.
func destination(w *call.Way, host value.Str) string {
	if !w.Address.Split {
		return w.URL.String() + withHost(w, host)
	}
	to, header := authority(w, host)
	return w.Address.Scheme().String() + "://" + to + w.Address.Path().String() + header
}

// here stands for this gateway, reached as it should be or through its load balancer, and
// loopback for its machine without a name of the gateway.
const here, loopback = "this gateway as ", "loopback"

// headed is what a destination has between its host and a Host header that is not that of
// the host.
const headed = " with "

// authority is the host and the port of a destination, and what the Host header adds.
func authority(w *call.Way, host value.Str) (to, header string) {
	to = nameOf(w.Address.Host)
	switch {
	case w.IsLoopback() && w.Host.Action == call.HostSet && w.Host.Misplaced == "":
		return here + nameOf(host) + port(w), ""
	case w.IsSelf() && (w.Host.Action == call.HostDefault || w.Host.Action == call.HostSkipped):
		return here + to + port(w), ""
	case w.IsSelf() && w.Host.Action == call.HostSet:
		return here + nameOf(host) + port(w), ""
	}
	if w.IsLoopback() {
		to = loopback
	}
	return to + port(w), withHost(w, host)
}

// port is the port of a way, "" for one that a gateway serves.
func port(w *call.Way) string {
	if w.DefaultPort() {
		return ""
	}
	return ":" + w.Address.Port.String()
}

// nameOf is a host as texts of it are compared.
func nameOf(host value.Str) string {
	if t, ok := host.Literal(); ok {
		name, _, _ := strings.Cut(t, ":")
		return value.FoldHost(name)
	}
	return host.String()
}

// withHost is what the Host header adds to a destination.
func withHost(w *call.Way, host value.Str) string {
	switch w.Host.Action {
	case call.HostDefault, call.HostSkipped:
		return ""
	case call.HostSet:
		return headed + "the Host header " + nameOf(host)
	case call.HostAdded:
		return headed + "another Host header appended"
	case call.HostDeleted:
		return headed + "no Host header"
	}
	return headed + "a Host header that is not known: " + w.Host.Why
}
