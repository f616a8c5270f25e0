# Set-up shared by every script: what is missing is installed, what is there is left alone. Sourced, never run.
# Assumes Rust (cargo), Node 20 and Debian's package manager.

set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

say() { printf '\033[1m== %s\033[0m\n' "$*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# debian PACKAGE...: installs Debian packages; the package lists are fetched once per run.
debian() {
    if [ -z "${APT_FRESH:-}" ]; then
        as_root apt-get update -qq
        APT_FRESH=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

need_cargo() {
    command -v cargo >/dev/null || { echo "cargo is missing: install Rust 1.95 or newer first" >&2; exit 1; }
    command -v cc >/dev/null || debian gcc libc6-dev
}

need_node() {
    command -v npm >/dev/null || { echo "npm is missing: install Node 20 or newer first" >&2; exit 1; }
}

need_chromium() { command -v chromium >/dev/null || debian chromium fonts-dejavu-core; }

# Where Debian keeps initdb and pg_ctl: /usr/lib/postgresql/VERSION/bin, the newest version last.
postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

need_postgres() { [ -x "$(postgres_bin)/initdb" ] || debian postgresql; }

# npm_ci FOLDER: installs a folder's locked packages, again only when its lock file has changed.
npm_ci() {
    need_node
    local stamp="$1/node_modules/.stamp-lock"
    if ! cmp -s "$1/package-lock.json" "$stamp"; then
        say "npm ci in $1"
        (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) || return 1
        cp "$1/package-lock.json" "$stamp"
    fi
}

has_web() { [ -f web/package.json ]; }

# A digest of all that the built front end is made from; ignored files do not count.
web_inputs() {
    git ls-files --cached --others --exclude-standard -z -- web locales crates/server/templates \
        | sort -z | xargs -0 sha256sum 2>/dev/null | sha256sum
}

# build_web: web/dist, again only when something it is made from has changed.
build_web() {
    has_web || return 0
    npm_ci web || return 1
    local inputs; inputs="$(web_inputs)"
    if [ ! -f web/dist/index.html ] || [ "$inputs" != "$(cat web/.stamp-built 2>/dev/null)" ]; then
        say "building the front end"
        # Spelled out, since bash forgets `set -e` within a function that is tried in a condition.
        (cd web && npm run --silent build) || return 1
        printf '%s' "$inputs" >web/.stamp-built
    fi
}
