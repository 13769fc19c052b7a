#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. Ends with "N passed, N failed, N skipped".
# Without root or without a CRIU that works here, the tests that need them are skipped and say why.
#   ./test.sh [FILTER]     FILTER as for dotnet test --filter
set -uo pipefail
cd "$(dirname "$0")"

if [ "$(id -u)" = 0 ]; then
    eng/setup.sh --allow-no-criu || exit 1
    # The peer of the interoperability tests, a browser for those of pages, a server that is moved under load, the other end of
    # migrations over ssh, and programs that read checkpoints too.
    eng/setup.sh --peer --ssh-server --oracles --allow-no-criu ||
        echo "Podman, Chromium, Redis or OpenSSH's server could not be installed: the tests with them will be skipped."
else
    echo "Not root: the tests that need the kernel's rights are skipped; nothing is installed."
fi

eng/build.sh || exit 1
export GANTRY_BINARY=$PWD/artifacts/gantry/gantry

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for folder in tests/*.Tests; do
    project=$(basename "$folder")
    echo "== $project"
    dotnet test "$folder" --nologo --logger "trx;LogFileName=$results/$project.trx" --logger "console;verbosity=minimal" \
        ${1:+--filter "$1"} || status=1
done

# The results files hold one <Counters …/> each, and the reason of every skipped test.
count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(count total) passed=$(count passed) failed=$(count failed)
skipped=$((total - passed - failed))
if [ "$skipped" -gt 0 ]; then
    echo "Skipped, because:"
    grep -h -A8 'outcome="NotExecuted"' "$results"/*.trx | grep -o '<Message>[^<]*' | sed 's/<Message>/  /' | sort | uniq -c
fi
[ "$total" -gt 0 ] || { echo "No test ran."; status=1; }
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
