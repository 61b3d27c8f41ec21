package lsp

import (
	"os"
	"time"
)

// watchInterval is how often the server looks whether its editor lives.
const watchInterval = 3 * time.Second

// watchEditor ends the session when the process of the editor is gone without a
// word. The pipe normally tells; it does not where another process holds it.
func (s *Server) watchEditor(pid int) {
	if pid <= 0 || pid == os.Getpid() || !alive(pid) {
		return // it runs elsewhere, as in a container
	}
	s.workers.Go(func() {
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		for {
			select {
			case <-s.life.Done():
				return
			case <-tick.C:
				if !alive(pid) {
					s.log("the editor is gone")
					_ = s.Exit(s.life)
					return
				}
			}
		}
	})
}
