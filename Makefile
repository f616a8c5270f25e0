# Each target does its own set-up on a machine that has Rust, Node 20 and Debian's packages.

.PHONY: run test lint bench format openapi

run: ## serve the demonstration market on http://127.0.0.1:8080
	@scripts/run.sh

test: ## everything that CI runs
	@scripts/test.sh

lint: ## formatting, lints and policy
	@scripts/lint.sh

bench: ## measure against other programs
	@scripts/bench.sh

format: ## format the Rust code
	@cargo fmt --all

openapi: ## write web/openapi.json from the binary
	@cargo run --quiet -p chonoi-cli -- openapi > web/openapi.json
