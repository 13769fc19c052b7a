#!/usr/bin/env bash
# Installs what is missing, builds, and shows Gantry's main job: a running container becomes one archive and goes on
# on a host that never saw it. The exit status says whether every claim held.
set -euo pipefail
cd "$(dirname "$0")"

say()   { printf '\n\033[1m%s\033[0m\n' "$*"; }
note()  { printf '    %s\n' "$*"; }
run()   { # run on_a|on_b WORD…: shows the command as a person on that host would type it
    local host=${1#on_}
    printf '    %s$ gantry %s\n' "${host^^}" "${*:2}"
    "$@" > /dev/null
}
claim() { # claim TEXT COMMAND…: the story goes on only if the command succeeds
    local text=$1; shift
    if "$@"; then printf '    \033[32m✓\033[0m %s\n' "$text"; else printf '    \033[31m✗ %s\033[0m\n' "$text"; exit 1; fi
}
millis() { echo $(( $(date +%s%N) / 1000000 )); }

say "Setting up"
if [ "$(id -u)" != 0 ]; then
    echo "gantry demo: containers need root here. Run: sudo ./demo.sh" >&2
    exit 1
fi
eng/setup.sh
eng/build.sh
gantry=$PWD/artifacts/gantry/gantry
note "$("$gantry" --version)"

work=$(mktemp -d /tmp/gantry-demo.XXXXXX)
host_a=("$gantry" --root "$work/a/lib" --runroot "$work/a/run")
host_b=("$gantry" --root "$work/b/lib" --runroot "$work/b/run")
on_a() { "${host_a[@]}" "$@"; }
on_b() { "${host_b[@]}" "$@"; }
cleanup() {
    on_a rm --all --force --time 0 >/dev/null 2>&1 || true
    on_b rm --all --force --time 0 >/dev/null 2>&1 || true
    rm -rf --one-file-system "$work"
}
trap cleanup EXIT

say "An image from Debian's busybox, no registry involved"
cat > "$work/app" <<'APP'
#!/bin/sh
# The number lives in this process's memory; the four places below are only told about it.
echo changed > /etc/app.conf
rm -f /etc/deleted.conf
n=0
while true; do
    n=$((n + 1))
    echo $n
    echo $n > /data/n
    echo $n > /dev/shm/n
    echo $n > /root/n
    sleep 0.1
done
APP
eng/busybox-image.sh "$work/demo.tar" localhost/demo:1 "$work/app"
run on_a load -q -i "$work/demo.tar"
run on_b load -q -i "$work/demo.tar"
note "Hosts A and B: two roots, two runroots, two cgroup parents. B has the image and nothing else."

say "A container that counts: in memory, in a volume, in /dev/shm and in its root file system"
run on_a run -d --name counter --network none -v counter-data:/data localhost/demo:1
head -c 1048576 /dev/urandom > "$work/a/lib/volumes/counter-data/_data/random"
random=$(sha256sum < "$work/a/lib/volumes/counter-data/_data/random")
sleep 2
note "host A says: $(on_a logs --tail 1 counter)"

say "Checkpoint: memory, files, /dev/shm and the volume, one freeze, one archive"
t=$(millis)
run on_a container checkpoint --export "$work/counter.tar.zst" counter
checkpoint_ms=$(( $(millis) - t ))
last=$(on_a logs --tail 1 counter)
note "stopped at $last; $(du -h "$work/counter.tar.zst" | cut -f1) in ${checkpoint_ms} ms"
claim "host A no longer runs it" [ "$(on_a inspect --format '{{.State.Running}} {{.State.Checkpointed}}' counter)" = "false true" ]
on_a rm counter >/dev/null
on_a volume rm counter-data >/dev/null
note "host A forgets container and volume."

say "Restore on host B"
t=$(millis)
run on_b container restore --import "$work/counter.tar.zst"
restore_ms=$(( $(millis) - t ))
sleep 1
first=$(on_b logs counter | awk -v last="$last" '$1 > last { print $1; exit }')
now=$(on_b logs --tail 1 counter)
note "running again after ${restore_ms} ms; first number here: $first; now: $now"
claim "the number goes on where it stopped ($last, then $first)" [ "$first" -eq $((last + 1)) ]
claim "no number is missing or doubled in the log" sh -c "'${host_b[0]}' --root '$work/b/lib' --runroot '$work/b/run' logs counter | awk '\$1 != NR { exit 1 }'"
at_least() { # the shell empties a file before it writes the next number: look again
    local n=
    until [ -n "$n" ]; do n=$(on_b exec counter cat "$1"); done
    [ "$n" -ge "$first" ]
}
claim "the volume has it"            at_least /data/n
claim "/dev/shm has it"              at_least /dev/shm/n
claim "the root file system has it"  at_least /root/n
claim "a changed file stayed changed"   [ "$(on_b exec counter cat /etc/app.conf)" = changed ]
claim "a deleted file stayed deleted"   [ "$(on_b exec counter ls /etc/deleted.conf 2>/dev/null)" = "" ]
claim "1 MiB of random bytes in the volume is the same" [ "$(sha256sum < "$work/b/lib/volumes/counter-data/_data/random")" = "$random" ]

say "What already exists is never overwritten"
on_b rm --force --time 0 counter >/dev/null
refused() { ! on_b container restore --import "$work/counter.tar.zst" 2> "$work/refusal"; }
claim "the volume exists on B, so a second import is refused" refused
note "$(cat "$work/refusal")"
claim "the refusal left no container behind" [ "$(on_b ps --all --quiet | wc -l)" = 0 ]
echo kept > "$work/b/lib/volumes/counter-data/_data/mine"
run on_b container restore --import "$work/counter.tar.zst" --ignore-volumes
claim "with --ignore-volumes it is restored beside the volume" [ "$(on_b inspect --format '{{.State.Running}}' counter)" = true ]
claim "and the volume was left alone" [ "$(on_b exec counter cat /data/mine)" = kept ]

say "Done: checkpoint ${checkpoint_ms} ms, restore ${restore_ms} ms, nothing lost."
