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
	return v.listings.get(ctx, v.file.Path+"\x00"+env, func(ctx context.Context) (*analyzer.Listing, error) {
		c := v.config
		c.Env, c.Report = env, []string{v.file.Path}
		return v.snapshot().ListCalls(ctx, c)
	})
}
