package call

import "hairpin.example/hairpin/analyzer/compose"

// Reach sums up the ways of a call that have a property.
type Reach struct {
	// Hits are the ways that have it; those that only self-hosted gateways take are left
	// out if there are others. Certain is true if for some scope every way has it that
	// those gateways take, so that the call has it whenever that scope makes it there.
	Hits    []Way
	Certain bool
	// Dead is true if none of the hits can run.
	Dead bool
	// Proxied is true if all hits go through a proxy.
	Proxied bool
	// Hosted is true if only self-hosted gateways take any of the hits.
	Hosted bool
}

// ReachOf finds the ways of a call that have a property.
func ReachOf(ways []Way, has func(*Way) bool) Reach {
	r := Reach{Dead: true, Proxied: true}
	none := true
	for i := range ways {
		if has(&ways[i]) {
			r.Hosted = ways[i].Hosted && (none || r.Hosted)
			none = false
		}
	}
	if none {
		return r
	}
	if len(ways) == 1 {
		w := ways[0]
		return Reach{Hits: ways, Certain: !w.Dead, Dead: w.Dead, Proxied: w.Proxy, Hosted: w.Hosted}
	}
	type count struct{ hit, all int }
	scopes := map[compose.Scope]count{}
	for i := range ways {
		w := &ways[i]
		if r.Hosted && w.Managed || !r.Hosted && w.Hosted {
			continue
		}
		n := scopes[w.Scope]
		if !w.Dead {
			n.all++
		}
		if has(w) {
			r.Hits = append(r.Hits, *w)
			r.Dead = r.Dead && w.Dead
			r.Proxied = r.Proxied && w.Proxy
			if !w.Dead {
				n.hit++
			}
		}
		scopes[w.Scope] = n
	}
	for _, n := range scopes {
		if n.hit > 0 && n.hit == n.all {
			r.Certain = true
		}
	}
	return r
}
