# A throwaway PostgreSQL cluster for tests on a socket and a free port of its own. Sourced after setup.sh.
# PostgreSQL refuses to run as root, so root hands the cluster to Debian's `postgres` account.

postgres_as() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# start_postgres: sets CHONOI_TEST_POSTGRES_URL to the new cluster, unless the caller brought one of his own.
start_postgres() {
    [ -z "${CHONOI_TEST_POSTGRES_URL:-}" ] || return 0
    need_postgres
    command -v python3 >/dev/null || debian python3-minimal
    local bin port; bin="$(postgres_bin)"; port="$(free_port)"
    PG_HOME="$(mktemp -d /tmp/chonoi-pg.XXXXXX)"
    [ "$(id -u)" != 0 ] || chown postgres: "$PG_HOME"
    postgres_as "$bin/initdb" -D "$PG_HOME/data" -U chonoi -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    # Tests throw the cluster away, so nothing in it needs to survive a crash.
    postgres_as "$bin/pg_ctl" -D "$PG_HOME/data" -w -s -l "$PG_HOME/log" start -o \
        "-p $port -k $PG_HOME -h 127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400"
    trap stop_postgres EXIT
    export CHONOI_TEST_POSTGRES_URL="postgres://chonoi@127.0.0.1:$port/postgres"
}

stop_postgres() {
    [ -n "${PG_HOME:-}" ] || return 0
    postgres_as "$(postgres_bin)/pg_ctl" -D "$PG_HOME/data" -m immediate -s stop || true
    rm -rf "$PG_HOME"
}
