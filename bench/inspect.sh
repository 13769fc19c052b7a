#!/usr/bin/env bash
# How long it takes to look into a checkpoint with 1.2 GiB of memory: the summary of a compressed archive, all of an archive
# beside checkpointctl, and a search of the memory. Prints the least of some turns: others at work can only add.
#   bench/inspect.sh [TURNS]
set -euo pipefail
cd "$(dirname "$0")/.."
turns=${1:-5}

[ "$(id -u)" = 0 ] || { echo "bench/inspect.sh: containers need root here" >&2; exit 1; }
checkpointctl=/usr/local/lib/gantry-oracles/bin/checkpointctl
[ -x "$checkpointctl" ] || { echo "bench/inspect.sh: checkpointctl is missing. Run: eng/setup.sh --oracles" >&2; exit 1; }

work=$(mktemp -d /tmp/gi.XXXXXX)
gantry=("$PWD/artifacts/gantry/gantry" --root "$work/lib" --runroot "$work/run")
cleanup() {
    "${gantry[@]}" rm --all --force --time 0 >/dev/null 2>&1 || true
    rmdir /sys/fs/cgroup/{,*/}"gantry-$(printf %s "$work/lib" | sha256sum | cut -c1-8)" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

gcc -O2 -static -o "$work/workload" bench/workload.c
eng/busybox-image.sh "$work/image.tar" localhost/workload:1 "$work/workload"
"${gantry[@]}" load --quiet --input "$work/image.tar" >/dev/null
"${gantry[@]}" run -d --name app --network none localhost/workload:1 /bin/app memory 1200 >/dev/null
until [ "$("${gantry[@]}" logs --tail 1 app 2>/dev/null)" = ready ]; do sleep 0.1; done
"${gantry[@]}" container checkpoint -R --compress none -e "$work/plain.tar" app >/dev/null
"${gantry[@]}" container checkpoint -R --compress zstd:1 -e "$work/app.tar.zst" app >/dev/null

# least NAME COMMAND... prints the name and seconds, and keeps them in $seconds.
least() {
    local start turn name=$1
    shift
    seconds=999
    for ((turn = 0; turn < turns; turn++)); do
        start=$EPOCHREALTIME
        "$@" >/dev/null 2>&1
        seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" -v least="$seconds" 'BEGIN { d = b - a; print (d < least ? d : least) }')
    done
    printf '%-52s %8.3f s\n' "$name" "$seconds"
}

printf 'load before: %s; archives: %s MiB plain, %s MiB zstd\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)" \
    "$(($(stat -c %s "$work/plain.tar") >> 20))" "$(($(stat -c %s "$work/app.tar.zst") >> 20))"
least "inspect of the zstd archive" "${gantry[@]}" checkpoint inspect "$work/app.tar.zst"
least "inspect --all of the plain archive" "${gantry[@]}" checkpoint inspect --all "$work/plain.tar"
ours=$seconds
least "checkpointctl inspect --all of it" "$checkpointctl" inspect --all "$work/plain.tar"
awk -v a="$seconds" -v b="$ours" 'BEGIN { printf "%-52s %8.1f\n", "checkpointctl / Gantry", a / b }'
least "inspect --all of the zstd archive" "${gantry[@]}" checkpoint inspect --all "$work/app.tar.zst"
ours=$seconds
least "checkpointctl inspect --all of it" "$checkpointctl" inspect --all "$work/app.tar.zst"
awk -v a="$seconds" -v b="$ours" 'BEGIN { printf "%-52s %8.1f\n", "checkpointctl / Gantry", a / b }'
least "memparse --search of the plain archive" "${gantry[@]}" checkpoint memparse --search "no such words" "$work/plain.tar"
awk -v s="$seconds" 'BEGIN { printf "%-52s %8.2f GB/s\n", "memory searched", 1200 * 1048576 / 1e9 / s }'
