#!/usr/bin/env bash
# Measures Gantry and Podman side by side: checkpoint and restore, start-up, memory, bytes written. See README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'END'
usage: bench/run.sh [--runs N] [--only GROUP[,GROUP...]] [--record]

  --runs N    measure each figure N times with each engine, in turns (default 10)
  --only …    only these groups (default: commands,counter,memory,volume):
              commands, parallel, scale       looking at containers, and starting them
              counter, memory16, memory, memory2048, redis, service   a shell script, memory, real programs
              volume, small, large, sparse    1 GiB mixed; 50,000 files; 4 of 1 GiB; 8 GiB with 64 MiB of data
              changes                         10,000 files written to the root file system
              all
  --record    also replace bench/results/recorded.json, the run that is kept in the repository
END
}

all=commands,parallel,scale,counter,memory16,memory,memory2048,redis,service,volume,small,large,sparse,changes
scale=1000 volumes=10000 starts=200 kept=0
runs=10 only=commands,counter,memory,volume record=no
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=${2:?--runs needs a number}; shift 2 ;;
        --only) only=${2:?--only needs groups}; shift 2 ;;
        --record) record=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[ "$only" != all ] || only=$all
for group in ${only//,/ }; do
    [[ ",$all," == *",$group,"* ]] || { echo "bench: there is no group $group. Groups: $all" >&2; exit 2; }
done
[[ $runs =~ ^[1-9][0-9]*$ ]] || { echo "bench: --runs needs a number above 0, not $runs" >&2; exit 2; }

die() { printf '%s\n' "bench: $*" >&2; exit 1; }
say() { printf '%s\n' "$*" >&2; }
wants() { [[ ",$only," == *",$1,"* ]]; }

[ "$(id -u)" = 0 ] || die "containers need root here. Run: sudo bench/run.sh"
for tool in podman runc conmon gcc /usr/local/lib/gantry/bin/criu; do
    command -v "$tool" >/dev/null || die "$tool is missing. Run: eng/setup.sh --peer"
done
! wants redis || command -v redis-server redis-cli >/dev/null ||
    die "the group redis needs Redis. Run: eng/setup.sh --peer"

# CRIU keeps what it found out about the kernel in /run/criu.kdat. A .tmp that a killed CRIU left keeps it from doing so,
# and then each dump and restore finds it all out again, which slows both engines down by the same time.
if [ -e /run/criu.kdat.tmp ] && [ ! -e /run/criu.kdat ]; then
    say "bench: warning: /run/criu.kdat.tmp keeps CRIU from using its cache. Remove it unless a CRIU is at work."
fi

# Short: Podman 4 refuses a runroot of more than 50 characters. On a disk: writes to tmpfs would not count.
work=$(mktemp -d /tmp/gb.XXXXXX)
memory_folder=/dev/shm/${work##*/}
finished=no
cleanup() {
    trap '' INT TERM
    [ "$finished" = yes ] || say "bench: cleaning up"
    local parent try
    parent=gantry-$(printf %s "$work/g/lib" | sha256sum | cut -c1-8)
    # What was interrupted may be at work still, and the clean-up of a container that just ended too: try again.
    for try in $(seq 20); do
        remove_all
        [ -d "$work" ] || break
        sleep 0.5
    done
    rmdir /sys/fs/cgroup/{,*/}"$parent" 2>/dev/null || true
    [ ! -d "$work" ] || say "bench: $work could not be removed"
}
remove_all() {
    if [ -d "$work/p" ]; then
        on gantry rm --all --force --time 0 >/dev/null 2>&1 || true
        on podman rm --all --force --time 0 >/dev/null 2>&1 || true
    fi
    # Podman keeps its storage folder mounted on itself.
    findmnt --noheadings --raw --output TARGET | awk -v under="$work/" 'index($0, under) == 1' | sort -r |
        while IFS= read -r mounted; do
            umount -l "$mounted" || true
        done
    rm -rf --one-file-system "$work" "$memory_folder" 2>/dev/null || true
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- the two engines -----------------------------------------------------

# Both find the same runc, conmon and CRIU.
export PATH=/usr/local/lib/gantry/bin:$PATH
mkdir "$work/tmp"
export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf TMPDIR=$work/tmp
runtime=$(command -v runc)
gantry=("$PWD/artifacts/gantry/gantry" --root "$work/g/lib" --runroot "$work/g/run" --runtime "$runtime"
    --cgroup-manager cgroupfs)
podman=(podman --root "$work/p/lib" --runroot "$work/p/run" --runtime "$runtime" --cgroup-manager cgroupfs)

on() { # on ENGINE ARGUMENT...
    local -n command=$1
    shift
    "${command[@]}" "$@"
}

prepare_engines() {
    mkdir -p "$work"/{g,p,archives}
    # Default limits above our own hard ones would make runc fail where CAP_SYS_RESOURCE is missing. The file locks and
    # tmp_dir keep this Podman apart from the machine's own.
    cat > "$CONTAINERS_CONF" <<END
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=1000:1000"]
log_driver = "k8s-file"
[network]
network_backend = "netavark"
[engine]
events_logger = "file"
lock_type = "file"
tmp_dir = "$work/p/tmp"
END
    printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$work/p/lib" "$work/p/run" \
        > "$CONTAINERS_STORAGE_CONF"

    gcc -O2 -o "$work/measure" bench/measure.c
    gcc -O2 -static -o "$work/workload" bench/workload.c
    cat > "$work/counter" <<'END'
#!/bin/sh
n=0
while true; do
    n=$((n + 1))
    echo $n
    echo $n > /dev/shm/n
    echo $n > /root/n
    sleep 0.05
done
END
    eng/busybox-image.sh "$work/counter.tar" localhost/counter:1 "$work/counter"
    eng/busybox-image.sh "$work/workload.tar" localhost/workload:1 "$work/workload"
    local engine
    for engine in gantry podman; do
        on $engine load --quiet --input "$work/counter.tar" >/dev/null
        on $engine load --quiet --input "$work/workload.tar" >/dev/null
    done
}

# ---- measuring -----------------------------------------------------------

# measure GROUP OPERATION ENGINE ARGUMENT... measures one command of an engine.
measure() {
    local -n engine_command=$3
    measure_command "$1" "$2" "$3" "${engine_command[@]}" "${@:4}"
}

# measure_command GROUP OPERATION ENGINE COMMAND... appends to samples.tsv:
#   group operation engine wall_us cpu_us peak_kib tree_peak_kib written_bytes archive_bytes
measure_command() {
    local group=$1 operation=$2 engine=$3
    shift 3
    # What earlier commands left to be written must not be written while this one runs.
    sync -f "$work"
    rm -f "$work/figures"
    "$work/measure" "$work/figures" "$@" >"$work/output" 2>&1 ||
        die "$engine: $* failed: $(cat "$work/output")"
    local archive=0
    case $operation in
        checkpoint | restore) archive=$(stat -c %s "$work/archives/$engine") ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\n' "$group" "$operation" "$engine" "$(cut -f1-5 "$work/figures")" "$archive" \
        >> "$work/samples.tsv"
}

eventually() { # eventually WHAT COMMAND...
    local what=$1 try
    shift
    for try in $(seq 400); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.05
    done
    die "not so after 20 s: $what"
}

last_line() { on "$1" logs --tail 1 "$2" 2>/dev/null; }
says() { [ "$(last_line "$1" "$2")" = "$3" ]; }
counts_past() { [ "$(last_line "$1" "$2" || echo 0)" -gt "$3" ]; }

# note GROUP OPERATION ENGINE MICROSECONDS: a time that a command told itself.
note() { printf '%s\t%s\t%s\t%s\t0\t0\t0\t0\t0\n' "$1" "$2" "$3" "$4" >> "$work/samples.tsv"; }

in_turns() { # in_turns WHAT FUNCTION [ARGUMENT...]
    local turn engine
    for turn in $(seq "$runs"); do
        say "$1, $turn of $runs"
        for engine in gantry podman; do
            "${@:2}" "$engine"
        done
    done
}

. bench/workloads.sh

# ---- the machine, without names or paths ---------------------------------

json_string() { printf '"%s"' "$(printf '%s' "$1" | tr -d '\n' | sed 's/[\\"]/\\&/g')"; }

facts() { # the members of a JSON object
    local facts=(
        "date" "$(date -u +%F)"
        "commit" "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
        "kernel" "$(uname -r)"
        "distribution" "$(. /etc/os-release && printf '%s %s' "$ID" "${VERSION_ID:-}")"
        "processor" "$(awk -F ': ' '/^model name/ {print $2; exit}' /proc/cpuinfo)"
        "processors" "$(nproc)"
        "memory" "$(awk '/^MemTotal/ {printf "%.0f MiB", $2 / 1024}' /proc/meminfo)"
        "file system" "$(findmnt --noheadings --output FSTYPE --target "$work")"
        "load before" "$load_before"
        "criu cache" "$([ -e /run/criu.kdat ] && echo yes || echo no)"
        "gantry" "$("${gantry[0]}" --version | awk '{print $NF}')"
        "podman" "$(podman --version | awk '{print $NF}')"
        "runc" "$(runc --version | awk 'NR == 1 {print $NF}')"
        "conmon" "$(conmon --version | awk 'NR == 1 {print $NF}')"
        "criu" "$(criu --version | awk 'NR == 1 {print $NF}')"
        "runs" "$runs"
    )
    local at separator=''
    for ((at = 0; at < ${#facts[@]}; at += 2)); do
        printf '%s    %s: %s' "$separator" "$(json_string "${facts[at]}")" "$(json_string "${facts[at + 1]}")"
        separator=$',\n'
    done
    echo
}

# ---- main ----------------------------------------------------------------

load_before=$(cut -d' ' -f1 /proc/loadavg)
eng/build.sh
prepare_engines
: > "$work/samples.tsv"
if wants commands; then
    in_turns "ps without containers" run_empty_ps
    say "starting 20 containers with each engine"
    start_others
    in_turns "commands" run_commands
    on gantry rm --all --force --time 0 >/dev/null
    on podman rm --all --force --time 0 >/dev/null
fi
! wants parallel || in_turns "$starts starts in parallel" run_parallel
! wants counter || in_turns "counter container" run_counter
! wants memory16 || in_turns "16 MiB of memory" run_memory memory16 16
! wants memory || in_turns "512 MiB of memory" run_memory memory 512
! wants memory2048 || in_turns "2 GiB of memory" run_memory memory2048 2048
if wants redis; then
    make_redis
    in_turns "Redis with 500,000 keys" run_redis
fi
if wants service; then
    make_service
    in_turns "a .NET service" run_service
fi
for kind in volume small large sparse; do
    if wants "$kind"; then
        in_turns "volume: $kind" run_volume "$kind"
        check_volume "$kind" gantry
        check_volume "$kind" podman
        forget_volume "$kind"
    fi
done
! wants changes || in_turns "10,000 changed files" run_changes
if wants scale; then
    say "making $scale containers and $volumes volumes with each engine"
    make_many
    in_turns "looking at many" run_scale
fi

mkdir -p bench/results
facts > "$work/facts.json"
result=bench/results/$(date -u +%Y%m%dT%H%M%SZ).json
awk -f bench/report.awk -v json="$result" -v facts="$work/facts.json" "$work/samples.tsv"
if [ "$record" = yes ]; then
    cp "$result" bench/results/recorded.json
    awk -f bench/plot.awk bench/results/recorded.json > bench/results/recorded.svg
fi
finished=yes
say "All samples are in $result."
