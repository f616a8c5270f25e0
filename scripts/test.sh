#!/usr/bin/env bash
# make test: everything that CI runs, in the order that fails soonest.
source "$(dirname "$0")/setup.sh"
source scripts/steps.sh
source scripts/checks.sh

need_cargo
need_postgres
! has_web || npm_ci web
! has_browser_tests || { need_chromium; npm_ci tests/browser; }

lint_steps
web_steps
# The tests that start the program want it as cargo leaves it after a build, with the list of its sources beside it.
step cargo-build cargo build --quiet -p chonoi-cli
step cargo-test cargo test --workspace --quiet --no-fail-fast
contract_steps
! has_browser_tests || step browser browser_tests
total
