# The steps of lint and test. Sourced after steps.sh.

has_browser_tests() { [ -f tests/browser/package.json ]; }

in_web() { (cd web && npm run --silent "$@"); }

lint_steps() {
    step format cargo fmt --all --check
    step tidy cargo run --quiet -p chonoi-xtask -- tidy
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

# Debian's Chromium, since Playwright's own download needs another host than the package registries.
browser_tests() {
    (cd tests/browser && CHONOI_TEST_CHROMIUM="$(command -v chromium)" npx --no-install playwright test)
}
