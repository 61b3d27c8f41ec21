package lsp

import (
	"runtime"
	"runtime/metrics"
	"time"
)

const (
	// rest is how long nothing has to change before garbage is collected: a
	// collection keeps the processors busy, and who types in that time waits for it.
	rest = time.Second
	// littered is how much garbage, in bytes, is worth a collection.
	littered = 64 << 20
)

// tidy collects garbage while nobody types, if there is much.
func tidy() {
	used := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(used)
	if used[0].Value.Uint64() > used[1].Value.Uint64()+littered {
		runtime.GC()
	}
}
