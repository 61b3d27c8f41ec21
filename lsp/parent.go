package lsp

import (
	"os"
	"time"
)

// watchInterval is how often the server looks whether its editor lives.
const watchInterval = 3 * time.Second

// watchEditor calls end when the process of the editor is gone without a
// word. The pipe normally tells; it does not where another process holds it.
func (p *peer) watchEditor(pid int, end func()) {
	if pid <= 0 || pid == os.Getpid() || !alive(pid) {
		return // it runs elsewhere, as in a container
	}
	p.workers.Go(func() {
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		for {
			select {
			case <-p.life.Done():
				return
			case <-tick.C:
				if !alive(pid) {
					p.log("the editor is gone")
					end()
					return
				}
			}
		}
	})
}
