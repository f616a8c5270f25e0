#!/usr/bin/env bash
# make run: builds what has changed and serves the demonstration market with no configuration.
source "$(dirname "$0")/setup.sh"
need_cargo
build_web
cargo build --quiet -p chonoi-cli
CHONOI_DEMO="${CHONOI_DEMO:-true}" exec target/debug/chonoi serve
