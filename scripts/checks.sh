# The steps of lint and test. Sourced after steps.sh.

has_browser_tests() { [ -f tests/browser/package.json ]; }

in_web() { (cd web && npm run --silent "$@"); }

lint_steps() {
    step format cargo fmt --all --check
    step tidy cargo run --quiet -p chonoi-xtask -- tidy
    step demonstration cargo xtask demo --check
    step clippy cargo clippy --quiet --workspace --all-targets -- -D warnings
    if has_web; then
        step web-lint in_web lint
        step web-check in_web check
    fi
}

web_steps() {
    if has_web; then
        step web-test in_web test
        step web-build build_web
    fi
}

# The contract that the front end is written against is the one that the program serves.
contract_steps() {
    if [ -f web/openapi.json ]; then
        step openapi same_contract
        [ ! -f web/src/lib/api/schema.d.ts ] || step openapi-types same_types
    fi
}

same_contract() { cargo run --quiet -p chonoi-cli -- openapi | diff -u web/openapi.json - ; }

same_types() {
    (cd web && npx --no-install openapi-typescript openapi.json 2>/dev/null) | diff -u web/src/lib/api/schema.d.ts -
}

# Debian's Chromium, since Playwright's own download needs another host than the package registries.
browser_tests() {
    (cd tests/browser && CHONOI_TEST_CHROMIUM="$(command -v chromium)" npx --no-install playwright test)
}
