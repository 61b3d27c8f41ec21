# Building and testing need Go and make, the clients for Node.js and VS Code npm. Linting and the race detector
# need a C compiler and more time; "make lint" builds its own tools.

GO       ?= go
COMMIT   := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
FUZZTIME ?= 2m
PLATFORMS := linux-amd64 linux-arm64 windows-amd64 windows-arm64 darwin-amd64 darwin-arm64
BUF      := $(GO) tool -modfile=tools/buf/go.mod buf
GOLANGCI := $(GO) tool -modfile=tools/lint/go.mod golangci-lint
DEADCODE := $(GO) tool -modfile=tools/lint/go.mod deadcode

.PHONY: build test lint vet-others dead race fuzz fuzz-short bench bench-growth bench-lsp bench-typing bench-server bench-stop soak soak-lsp bench-all compare rename-test costs oracle resolution node-generate node-test deploy-test vscode-test binaries vsix release e2e pictures generate generated breaking clean help

build: ## build bin/hairpin, without cgo
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./clients/hairpin

test: ## run all tests
	CGO_ENABLED=0 $(GO) test ./...

lint: generated breaking vet-others dead ## check style, the contract and the generated code
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	$(GO) mod verify
	$(BUF) format -d --exit-code
	$(BUF) lint
	$(GOLANGCI) run ./...

vet-others: ## check the code as Windows and macOS compile it
	CGO_ENABLED=0 GOOS=windows $(GO) vet ./...
	CGO_ENABLED=0 GOOS=darwin $(GO) vet ./...

dead: ## check that every function is reached, from a command or a test
	@out=$$($(DEADCODE) -test ./...) || exit 1; if [ -n "$$out" ]; then echo "$$out"; exit 1; fi

generated: ## check that the generated code is current
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && $(BUF) generate -o "$$tmp" && \
	diff -r -x '*.proto' "$$tmp/proto" proto || { echo 'the generated code is not current: run "make generate"'; exit 1; }

breaking: ## check that the contract breaks nobody: against the last release, else the commit before
	@base=$$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null || git rev-parse --verify --quiet HEAD^ || true); \
	if [ -n "$$base" ] && git cat-file -e "$$base:buf.yaml" 2>/dev/null; then \
		echo "$(BUF) breaking --against .git#ref=$$base" && $(BUF) breaking --against ".git#ref=$$base"; \
	else echo "no earlier contract to compare with"; fi

race: ## run all tests with the race detector (needs a C compiler); "make test" judges speed
	CGO_ENABLED=1 $(GO) test -race -short ./...

fuzz: ## fuzz every target for FUZZTIME (2m) each
	@tools/fuzz "$(FUZZTIME)"

fuzz-short: ## fuzz every target with a few thousand inputs
	@tools/fuzz 5000x

bench: ## compare parser and check with encoding/xml on the same bytes: medians and ratios of one run
	CGO_ENABLED=0 GOGC=400 $(GO) test -run '^$$' -bench '^Benchmark(Corpus)?(Check|Parse|XMLTokens)$$' -benchmem -count 5 -benchtime 500ms ./analyzer | $(GO) run ./tools/benchratio

bench-growth: ## show how time and memory grow with the size of an estate, and of the worst policies
	CGO_ENABLED=0 GOGC=400 $(GO) test -run '^$$' -bench '^Benchmark(Estate|Worst)' -benchmem -benchtime 3x ./analyzer | $(GO) run ./tools/benchratio

bench-lsp: ## measure the language server over a pipe: change to diagnostics, hover, completion, cold start, memory
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench '^BenchmarkLSP$$' -benchtime 200x -timeout 30m ./clients/hairpin

bench-typing: ## time what an editor waits for at each key, in a workspace of 1,000 APIs
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench Typing -benchmem ./analyzer

bench-server: ## measure the service under load beside a bare gRPC echo, and an estate streamed and in process
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/ ./tools/loadbench && bin/loadbench

compare: ## check that two builds behave alike: OLD=binary NEW=binary; also on HAIRPIN_CORPUS
	CGO_ENABLED=0 $(GO) run ./tools/compare "$(OLD)" "$(NEW)" examples/contoso

rename-test: ## check that the module builds under another path (tools/rename-module)
	RENAME_BUILD=1 CGO_ENABLED=0 $(GO) test -count=1 -v -run TestRename ./tools/rename-module

bench-stop: ## measure how long an analysis goes on after its caller gave up, on hostile policies of 4 MiB
	CGO_ENABLED=0 $(GO) test ./analyzer -run "^$$" -bench "^BenchmarkGiveUp$$" -benchtime 1x -timeout 20m

soak: ## put servers under more load than they can take, kill and restart them, send them garbage and attack them, for SOAK (60s) each
	SOAK=$${SOAK:-60s} $(GO) test ./clients/hairpin -run TestSoak -count=1 -v -timeout 15m

soak-lsp: ## edit EDITS (36000) times at random, as in an hour of a key held down: nothing leaks
	EDITS=$${EDITS:-36000} $(GO) test ./lsp -run TestNothingLeaks -count=1 -v -timeout 15m

bench-all: ## run the benchmarks of all packages
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench . -benchmem ./...

costs: ## measure what hostile policies cost, for docs/serve.md
	$(GO) test ./internal/hostile -count=1 -run TestCosts -update -v -timeout 60m

oracle: ## compare the evaluation with a real C# compiler (Debian: mono-mcs mono-runtime libnewtonsoft-json5.0-cil), on ORACLE_PROGRAMS programs and the expressions of HAIRPIN_CORPUS
	ORACLE_PROGRAMS=$${ORACLE_PROGRAMS:-5000} $(GO) test ./tools/oracle -count=1 -v

resolution: ## count what is known of the URLs of HAIRPIN_CORPUS, for analyzer/eval/README.md
	$(GO) test ./analyzer -run TestResolution -update -v

node-generate: ## generate the code of the client for Node.js from the contract (needs npm and the network)
	cd clients/node && npm ci --no-audit --no-fund
	$(BUF) generate --template clients/node/buf.gen.yaml

node-test: build ## check and test the client for Node.js, and that its code is current (needs npm and the network)
	cd clients/node && npm ci --no-audit --no-fund && npm test
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && $(BUF) generate --template clients/node/buf.gen.yaml -o "$$tmp" && \
	diff -r "$$tmp/clients/node/src/hairpin" clients/node/src/hairpin || { echo 'the generated code is not current: run "make node-generate"'; exit 1; }

deploy-test: ## check the chart, the Dockerfile and the compose file (a module of its own)
	cd deploy/test && $(GO) test -count=1 ./...

vscode-test: build ## check and test the extension for VS Code (needs npm and the network)
	cd clients/vscode && npm ci --no-audit --no-fund && npm test

binaries: ## build dist/bin for six platforms, without cgo
	@rm -rf dist && for p in $(PLATFORMS); do \
		echo "dist/bin/$$p" && CGO_ENABLED=0 GOOS=$${p%-*} GOARCH=$${p#*-} $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o "dist/bin/$$p/" ./clients/hairpin || exit 1; \
	done
	$(GO) run ./tools/release -notices dist/bin/THIRD_PARTY.txt dist/bin/linux-amd64/hairpin

vsix: binaries ## build dist/*.vsix, the extension for VS Code: for six platforms with the server inside, and one without
	cd clients/vscode && npm ci --no-audit --no-fund && npm run build && node scripts/package.mjs ../../dist/bin ../../dist

release: vsix ## build what is released into dist: archives, packages of the extension, bill of materials, checksums
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(GO) run ./tools/release -version "$(VERSION:v%=%)" -bin dist/bin -out dist
	$(GO) run ./tools/release -checksums dist

e2e: build ## test the packaged extension in a real VS Code workbench (needs npm, the network and Chromium); E2E_DIR keeps the workbench
	tools/e2e/run test

pictures: build ## take the pictures of the documentation anew, in the same workbench
	tools/e2e/run pictures

generate: ## generate code, the page of the API and OpenAPI from the contract, and the picture of the packages
	$(BUF) generate
	$(GO) run ./tools/apidoc > docs/api.md
	$(GO) run ./tools/apidoc -openapi > docs/openapi.json
	$(GO) run ./tools/packages > docs/pictures/packages.svg
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node-generate; \
	else echo 'not generated: the client for Node.js, which needs npm; run "make node-generate" where npm is'; fi

clean: ## remove what was built
	rm -rf bin dist

help: ## print this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/' | expand -t 14
