#!/usr/bin/env bash
# Runs the interoperability tests against this machine's Podman and writes the table of the README from their results.
#   eng/interop-table.sh            run, and rewrite the table
#   eng/interop-table.sh FILE.trx   rewrite the table from the results of a run
set -euo pipefail
cd "$(dirname "$0")/.."

results=${1:-}
if [ -z "$results" ]; then
    command -v podman > /dev/null || { echo "Podman is missing. Run: eng/setup.sh --peer" >&2; exit 1; }
    eng/build.sh
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    results=$folder/interop.trx
    dotnet test tests/Gantry.Integration.Tests --nologo --filter "FullyQualifiedName~PodmanInterop" \
        --logger "trx;LogFileName=$results" --logger "console;verbosity=minimal" || true
fi

outcome() { # outcome TEST WAY: how that row ended
    local found
    found=$(grep -o "testName=\"[^\"]*$1(way: $2)\"[^>]*" "$results" | grep -o 'outcome="[A-Za-z]*"' | cut -d'"' -f2)
    case $found in
        Passed) echo yes ;;
        Failed) echo no ;;
        *) echo "not tried" ;;
    esac
}

table=$(
    echo "| archive | Podman $(podman version --format '{{.Client.Version}}') → Gantry | Gantry → Podman |"
    echo "|---|---|---|"
    while IFS='|' read -r way text; do
        echo "| $text | $(outcome What_Podman_exports_goes_on_here "$way") | $(outcome What_is_exported_here_goes_on_in_Podman "$way") |"
    done << 'END'
Zstd|zstd: memory, volume, /dev/shm, changed and deleted files
Gzip|gzip
Plain|not compressed
Renamed|restored under another name
Network|bridge network with a fixed address
Image|as a checkpoint image
END
)
awk -v table="$table" '
    /<!-- interop: end -->/ { skipping = 0 }
    !skipping { print }
    /<!-- interop: begin/ { print table; skipping = 1 }' README.md > README.md.partial
mv README.md.partial README.md
printf '%s\n' "$table"
