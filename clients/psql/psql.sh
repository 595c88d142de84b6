#!/usr/bin/env bash
# psql: scripts, and its backslash commands for the schema. The second session of the conflict is a psql that the first one starts.
set -uo pipefail
status=0

# say STEP STATE DETAIL
say() {
    printf '%s\t%s\t%s\n' "$1" "$2" "$(tr -s '[:space:]' ' ' <<<"$3")"
    [[ "$2" != failed ]] || status=1
}

# check STEP EXPECTED ACTUAL
check() {
    if [[ "$3" == "$2" ]]; then
        say "$1" ok ''
    else
        say "$1" failed "expected $2, got $3"
    fi
}

session() {
    psql --no-psqlrc --quiet --no-align --tuples-only --field-separator=, "$@" 2>&1
}

printf 'version\t%s\n' "$(psql --version | sed 's/[^0-9]*\([0-9.]*\).*/\1/')"

check create '' "$(session -c 'CREATE TABLE psql_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL,
    rate numeric(8,4), opened timestamptz, details jsonb)')"

check insert 'COPY 2' "$(printf '%s\n' \
    '6f1c2a34-0000-4000-8000-000000000001,Ada,100,1.25,2026-01-02 03:04:05+00,{}' \
    '6f1c2a34-0000-4000-8000-000000000002,Bob,200,,,' |
    psql --no-psqlrc -c '\copy psql_account from pstdin csv' 2>&1)"

check read 'Ada,100,1.2500,2026-01-02 03:04:05+00,{}' "$(session -v who=Ada <<'SQL'
SELECT owner, cents, rate, opened, details FROM psql_account WHERE owner = :'who';
SQL
)"

transaction="$(session <<'SQL'
BEGIN;
UPDATE psql_account SET cents = cents + 10 WHERE owner = 'Ada';
\echo first :ROW_COUNT
\! printf '%s\n' 'BEGIN;' "UPDATE psql_account SET cents = cents + 1 WHERE owner = 'Ada';" '\echo second :ROW_COUNT' 'COMMIT;' '\echo second :SQLSTATE' | psql -Xq 2>&1
COMMIT;
\echo first :SQLSTATE
SELECT cents FROM psql_account WHERE owner = 'Ada';
SQL
)"
check update $'first 1\nsecond 1' "$(head -n 2 <<<"$transaction")"
check conflict $'second 00000\nfirst 40001\n101' "$(sed 1,2d <<<"$transaction" | grep -v '^ERROR: ')"

described="$(for command in '\d psql_account' '\d+ psql_account' '\dt+' '\di+' '\l' '\dn+' '\du' '\df sys.*' '\dp' '\dT' '\ds' '\dv' '\sv sys.jobs'; do
    session -c "$command" || echo "$command failed"
done)"
shown="$(grep -E -e '^(id|owner|cents),' -e 'failed$' -e '^ERROR' <<<"$described" | sort -u)"
check reflect $'cents,bigint,,not null,\ncents,bigint,,not null,,plain,,,\nid,uuid,,not null,\nid,uuid,,not null,,plain,,,\nowner,character varying(40),,not null,\nowner,character varying(40),,not null,,extended,lz4,,' \
    "$shown"

# a script ends with its connection: status 2
cut="$(session -c "SELECT dsql_local.inject('cut on statement 1')" && session -c 'SELECT 1')"
code=$?
again="$(session -c 'SELECT count(*) FROM psql_account' -c 'DROP TABLE psql_account')"
check reconnect '2 2' "$code $again"
[[ "$cut" == *'connection to server was lost'* ]] || say reconnect failed "$cut"
exit "$status"
