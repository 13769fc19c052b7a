#!/usr/bin/env bash
# Publishes the native command to artifacts/gantry/ and its manual pages to artifacts/man/. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! dotnet publish src/Gantry.Cli -c Release -o artifacts/gantry --nologo -v quiet > "$log" 2>&1; then
    cat "$log" >&2
    echo "The build failed; see above." >&2
    exit 1
fi
if grep -E 'warning IL[23][0-9]{3}' "$log"; then
    echo "The native compiler warned about code that may not work ahead of time; see above." >&2
    exit 1
fi
rm -rf artifacts/man
artifacts/gantry/gantry internal man artifacts/man
