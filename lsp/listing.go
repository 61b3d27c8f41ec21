package lsp

import (
	"context"

	"hairpin/analyzer"
)

// listing is every call of the document, with all that it can be.
func (v *view) listing(ctx context.Context) (*analyzer.Listing, error) {
	return v.listingIn(ctx, v.single().Env)
}

// listingIn is the same in one environment. It is kept with the state: hover,
// hints and actions ask for it one after the other.
func (v *view) listingIn(ctx context.Context, env string) (*analyzer.Listing, error) {
	key := v.file.Path + "\x00" + env
	v.mu.Lock()
	m := v.listings[key]
	if m == nil {
		m = newMemo[*analyzer.Listing]()
		if v.listings == nil {
			v.listings = map[string]*memo[*analyzer.Listing]{}
		}
		v.listings[key] = m
	}
	v.mu.Unlock()
	return m.get(ctx, func(ctx context.Context) (*analyzer.Listing, error) {
		c := v.config
		c.Env, c.Report = env, []string{v.file.Path}
		return v.snapshot().ListCalls(ctx, c)
	})
}
