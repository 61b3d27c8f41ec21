package view

import (
	"context"

	"hairpin.example/hairpin/analyzer"
)

// Listing is every call of the document, with all that it can be, in the environment of
// Single. The error is the context's.
func (v *View) Listing(ctx context.Context) (*analyzer.Listing, error) {
	return v.ListingIn(ctx, v.Single().Env)
}

// ListingIn is the same in one environment. It is kept with the folder: hover,
// hints and actions ask for it one after the other.
func (v *View) ListingIn(ctx context.Context, env string) (*analyzer.Listing, error) {
	return v.listings.get(ctx, v.File.Path+"\x00"+env, func(ctx context.Context) (*analyzer.Listing, error) {
		c := v.config
		c.Env, c.Report = env, []string{v.File.Path}
		return v.Snapshot().ListCalls(ctx, c)
	})
}
