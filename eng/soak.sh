#!/usr/bin/env bash
# Moves a web server and a Redis under load between two hosts and back, N times; see tests/Gantry.Integration.Tests/BackAndForthTests.cs.
#   eng/soak.sh [N]     N migrations, 1,000 without it. Ends with "N migrations, nothing lost." or with what was.
# GANTRY_BINARY names the command that is tried; without it the one that eng/build.sh made.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-1000}
[[ $count =~ ^[1-9][0-9]*$ ]] || { echo "usage: eng/soak.sh [N], with N above 0" >&2; exit 2; }
export GANTRY_BINARY=${GANTRY_BINARY:-$PWD/artifacts/gantry/gantry}
[ -x "$GANTRY_BINARY" ] || { echo "soak: $GANTRY_BINARY is missing. Run: eng/build.sh" >&2; exit 1; }
[ -x /usr/bin/redis-server ] || { echo "soak: Redis is missing. Run: eng/setup.sh --peer --ssh-server" >&2; exit 1; }

work=$(mktemp -d)
touch "$work/progress"
tail -n +1 -f "$work/progress" &
tail_pid=$!
trap 'sleep 1; kill "$tail_pid"; rm -rf "$work"' EXIT

if ! GANTRY_SOAK=$count GANTRY_SOAK_PROGRESS=$work/progress dotnet test tests/Gantry.Integration.Tests --nologo \
    --filter FullyQualifiedName~BackAndForthTests > "$work/test.log" 2>&1; then
    cat "$work/test.log" >&2
    exit 1
fi
grep -q "nothing lost" "$work/progress" || { echo "soak: the test was skipped:" >&2; cat "$work/test.log" >&2; exit 1; }
