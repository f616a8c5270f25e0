#!/usr/bin/env bash
# make bench: what measures us against others, side by side; bench/run.sh installs its own peers.
source "$(dirname "$0")/setup.sh"
need_cargo
if [ ! -x bench/run.sh ]; then
    echo "bench/run.sh is missing: nothing to measure" >&2
    exit 1
fi
exec bench/run.sh "$@"
