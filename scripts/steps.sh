# Named steps with one count each and a grand total. Sourced after setup.sh.

LOGS="$(mktemp -d /tmp/chonoi-steps.XXXXXX)"
PASSED=0
FAILED=0
BROKEN=()

# count LOG: "PASSED FAILED" as the runners' own closing lines in LOG say; nothing where none of them spoke.
count() {
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
        /^test result: / { p += $4; f += $6; n++ }                                  # cargo test, once per binary
        /^([a-z]+: )?[0-9]+ passed, [0-9]+ failed/ { sub(/^[a-z]+: /, ""); P = $1; F = $3; N++ }  # the plain line
        END { if (N) print P, F; else if (n) print p + 0, f + 0 }'
}

# step NAME COMMAND...: runs it, counts it, remembers a failure and goes on, so that one run shows every failure.
step() {
    local name="$1" status=0 log counted p f
    shift
    log="$LOGS/$name"
    say "$name"
    "$@" 2>&1 | tee "$log" || status=1
    counted="$(count "$log")"
    if [ -n "$counted" ]; then
        read -r p f <<<"$counted"
    else
        p=$((1 - status)) f=0
    fi
    # A runner that ends badly without a failed test (a build error, say) has failed all the same.
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
    if [ "$f" != 0 ]; then BROKEN+=("$name"); fi
    tail -n 1 "$log" | grep -qE '^[0-9]+ passed, [0-9]+ failed' || echo "$p passed, $f failed"
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f))
}

# total: the closing line of all steps, and the exit code they deserve.
total() {
    rm -rf "$LOGS"
    say "all steps"
    [ "${#BROKEN[@]}" = 0 ] || echo "failed: ${BROKEN[*]}"
    echo "$PASSED passed, $FAILED failed"
    [ "${#BROKEN[@]}" = 0 ]
}
