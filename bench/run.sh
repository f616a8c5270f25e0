#!/usr/bin/env bash
# Installs the peers, builds ours, draws the instances and prints one table: bench/run.sh [--quick]
set -euo pipefail
cd "$(dirname "$0")/.."
work=${BENCH_DIR:-target/bench}
mkdir -p "$work"
if ! [ -x "$work/venv/bin/python" ] || ! "$work/venv/bin/python" -c 'import ortools, highspy' 2>/dev/null; then
    echo "installing OR-Tools and HiGHS from PyPI" >&2
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check ortools highspy numpy
fi
if ! [ -f /usr/include/lemon/network_simplex.h ]; then
    echo "installing LEMON from Debian" >&2
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq --no-install-recommends liblemon-dev g++ >/dev/null
fi
[ "$work/lemon" -nt bench/lemon.cc ] || g++ -O3 -DNDEBUG -std=c++14 -o "$work/lemon" bench/lemon.cc -llemon
cargo build --quiet --release -p chonoi-matching --examples
"$work/venv/bin/python" bench/table.py "$work" "$@"
case " $* " in *" --only "*) exit ;; esac
printf '\nOne edit of a market that is kept solved (goal: p99 of 3 ms)\n'
target/release/examples/warm market 2500 1 1000
target/release/examples/warm single 1000 1 500
printf '\nThe explanation of all pairs of one post (goal: 5 ms)\n'
target/release/examples/explain 2500 1
printf '\nSearching (goal: our p99 at most 1.3 times the raw index'"'"'s)\n'
cargo bench --quiet -p chonoi-it --bench search -- 100000
