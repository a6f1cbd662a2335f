# Galley. `make help` lists what can be made.
SHELL := /bin/sh
.DEFAULT_GOAL := help

SIZES ?= 1000,10000,100000
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
ADMIN_INPUTS := $(shell find admin/src admin/public admin/index.html admin/package.json admin/package-lock.json admin/vite.config.ts -type f 2>/dev/null)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: build ## build and start Galley with sample content at http://localhost:4400
	bin/galley dev

build: ## bin/galley with the admin inside
	@test -x bin/galley || $(MAKE) --no-print-directory -j2 admin/dist/index.html compiled
	@$(MAKE) --no-print-directory bin/galley

# In a fresh clone Go compiles while the admin is built; the binary is linked when both are done.
compiled:
	@CGO_ENABLED=0 go build -trimpath -o /dev/null ./cmd/galley

# Go's own cache knows what has changed.
bin/galley: admin/dist/index.html FORCE
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/galley

# ARCH=amd64 for emulators.
lambdas: admin/dist/index.html ## dist/lambdas: the functions of the AWS home, each as a zip file
	@go run ./internal/lambdas -arch $(or $(ARCH),arm64) -version '$(VERSION)'

admin/dist/index.html: $(ADMIN_INPUTS)
	@scripts/tools.sh admin
	cd admin && npm run --silent build
	@touch admin/dist/.keep

tools: ## install what tests and checks need
	scripts/tools.sh

test: ## everything: Go with the race detector, the admin, the story end to end, the browser
	scripts/test.sh

infra: ## the CDK app: built, linted and tested
	@scripts/tools.sh lint infra
	cd infra && go build -o ../bin/infra . && ../.tools/bin/golangci-lint run && go test -count=1 ./...

e2e-aws: ## the AWS home: deployed on an emulator by the real CDK app, and the story told to it
	scripts/e2e-aws.sh

e2e: ## the story told to a deployed environment: ENV= or URL=, with GALLEY_KEY
	ENV='$(ENV)' URL='$(URL)' scripts/e2e.sh

check: ## linters and the freshness of generated code
	scripts/check.sh

generate: ## write generated code again
	go run ./graph/manage/generate
	scripts/tools.sh admin
	cd admin && npm run --silent codegen

fmt: ## format Go
	gofmt -w $$(git ls-files '*.go')

bench: build ## figures of this machine: starts, requests, publishes, imports
	go run ./internal/bench -bin bin/galley

bench-engine: ## figures of lists, loads, publishes and backfills at SIZES entries: 1000,10000,100000
	go run ./internal/bench/engine -sizes $(SIZES)

bench-search: ## figures of the search index at SIZES articles: build, size, searches, freshness; N= of each search
	go run ./internal/bench/search -sizes $(SIZES) -n $(or $(N),200)

bench-transfer: build ## figures of moving N entries in and out, by the binary; 10000
	go run ./internal/bench/transfer -bin bin/galley -n $(or $(N),10000)

bench-aws: lambdas ## figures of the AWS home on this machine: starts of functions, replies, calls and units, synthesis
	go run ./internal/bench/aws

soak: build ## long random tests: N queries against the oracle, SEEDS histories under faults, KILLS of a busy server
	N='$(N)' SEEDS='$(SEEDS)' KILLS='$(KILLS)' SEED='$(SEED)' scripts/soak.sh

screenshots: build ## pictures of the admin for the docs
	@scripts/tools.sh e2e chromium
	cd e2e && npm run --silent screenshots

clean: ## remove what was built
	rm -rf bin dist admin/dist/assets admin/dist/index.html

FORCE:
.PHONY: help dev build compiled lambdas tools test infra e2e-aws e2e check generate fmt bench bench-aws bench-engine bench-search bench-transfer soak screenshots clean FORCE
