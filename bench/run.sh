#!/usr/bin/env bash
# Measures Gantry and Podman side by side: checkpoint and restore, start-up, memory, bytes written. See README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'END'
usage: bench/run.sh [--runs N] [--only GROUP[,GROUP...]] [--record]

  --runs N    measure each figure N times with each engine, in turns (default 10)
  --only …    only these groups: commands, counter, memory, volume, scale (default all)
  --record    also replace bench/results/recorded.json, the run that is kept in the repository
END
}

scale=1000 kept=0
runs=10 only=commands,counter,memory,volume,scale record=no
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=${2:?--runs needs a number}; shift 2 ;;
        --only) only=${2:?--only needs groups}; shift 2 ;;
        --record) record=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[[ $runs =~ ^[1-9][0-9]*$ ]] || { echo "bench: --runs needs a number above 0, not $runs" >&2; exit 2; }

die() { printf '%s\n' "bench: $*" >&2; exit 1; }
say() { printf '%s\n' "$*" >&2; }
wants() { [[ ",$only," == *",$1,"* ]]; }

[ "$(id -u)" = 0 ] || die "containers need root here. Run: sudo bench/run.sh"
for tool in podman runc conmon gcc /usr/local/lib/gantry/bin/criu; do
    command -v "$tool" >/dev/null || die "$tool is missing. Run: eng/setup.sh --peer"
done

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

# measure GROUP OPERATION ENGINE ARGUMENT... appends to samples.tsv:
#   group operation engine wall_us cpu_us peak_kib tree_peak_kib written_bytes archive_bytes
measure() {
    local group=$1 operation=$2 engine=$3
    local command=()
    if [ "$3" != alone ]; then
        local -n engine_command=$3
        command=("${engine_command[@]}")
    fi
    shift 3
    # What earlier commands left to be written must not be written while this one runs.
    sync -f "$work"
    rm -f "$work/figures"
    "$work/measure" "$work/figures" "${command[@]}" "$@" >"$work/output" 2>&1 ||
        die "$engine $* failed: $(cat "$work/output")"
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

# How long processes stand still at a checkpoint that leaves them running: Gantry tells it; Podman does not freeze by
# itself, so that it is the time of runtime and CRIU; "alone" is these two, started by hand, to memory.
measure_frozen() { # measure_frozen ENGINE NAME
    local name=frozen_duration
    [ "$1" = gantry ] || name=runtime_checkpoint_duration
    rm -f "$work/archives/frozen"
    on "$1" container checkpoint --leave-running --print-stats --compress zstd --export "$work/archives/frozen" "$2" \
        > "$work/statistics"
    note "$2" frozen "$1" "$(sed -n "s/.*\"$name\": \([0-9]*\).*/\1/p" "$work/statistics")"
    rm -f "$work/archives/frozen"
    [ "$1" = gantry ] || return 0
    mkdir -p "$memory_folder/images" "$memory_folder/work"
    local id alone=("$runtime" --root "$work/g/run/runtime/runc" checkpoint --leave-running
        --image-path "$memory_folder/images" --work-path "$memory_folder/work")
    id=$(on gantry inspect --format '{{.Id}}' "$2")
    measure "$2" frozen alone "${alone[@]}" "$id"
    rm -rf "$memory_folder"
}

archive_and_forget() { # archive_and_forget GROUP ENGINE NAME
    rm -f "$work/archives/$2"
    measure "$1" checkpoint "$2" container checkpoint --compress zstd --export "$work/archives/$2" "$3"
}

bring_back() { measure "$1" restore "$2" container restore --import "$work/archives/$2"; } # bring_back GROUP ENGINE

run_counter() { # run_counter ENGINE
    local last
    on "$1" run -d --name counter --network none localhost/counter:1 >/dev/null
    eventually "$1: the counter counts" counts_past "$1" counter 5
    archive_and_forget counter "$1" counter
    last=$(last_line "$1" counter)
    on "$1" rm counter >/dev/null
    bring_back counter "$1"
    eventually "$1: the counter goes on after $last" counts_past "$1" counter "$last"
    on "$1" rm --force --time 0 counter >/dev/null
}

run_memory() { # run_memory ENGINE
    on "$1" run -d --name memory --network none localhost/workload:1 /bin/app memory 512 >/dev/null
    eventually "$1: the memory is filled" says "$1" memory ready
    measure_frozen "$1" memory
    archive_and_forget memory "$1" memory
    on "$1" rm memory >/dev/null
    bring_back memory "$1"
    on "$1" kill --signal USR1 memory >/dev/null
    eventually "$1: the memory is intact" says "$1" memory intact
    on "$1" rm --force --time 0 memory >/dev/null
}

# The volume that a restore makes is the next checkpoint's.
run_volume() { # run_volume ENGINE
    local folder
    if ! on "$1" volume inspect files >/dev/null 2>&1; then
        on "$1" volume create files >/dev/null
        folder=$(on "$1" volume inspect --format '{{.Mountpoint}}' files)
        "$work/workload" files "$folder/content"
    fi
    on "$1" run -d --name volume --network none -v files:/data localhost/counter:1 >/dev/null
    eventually "$1: the counter counts" counts_past "$1" volume 1
    measure_frozen "$1" volume
    archive_and_forget volume "$1" volume
    on "$1" rm volume >/dev/null
    # ext4 without a journal looks for inodes that were not freed lately, which can take longer than all else. Other names
    # keep these from being freed.
    kept=$((kept + 1))
    cp -al "$(on "$1" volume inspect --format '{{.Mountpoint}}' files)" "$work/kept-$kept"
    on "$1" volume rm files >/dev/null
    bring_back volume "$1"
    on "$1" rm --force --time 0 volume >/dev/null
    [ "$1" = gantry ] || return 0
    # What the machine can do at all: the same files, tar and zstd at the same level, all processors.
    rm -f "$work/archives/alone"
    folder=$(on gantry volume inspect --format '{{.Mountpoint}}' files)
    measure volume checkpoint alone sh -c "tar -C '$folder' -cf - . | zstd -q -T0 -3 -o '$work/archives/alone'"
    mkdir "$work/alone-$kept"
    measure volume restore alone sh -c "zstd -dqc '$work/archives/alone' | tar -C '$work/alone-$kept' -xf -"
}

check_volume() { # check_volume ENGINE
    local folder
    folder=$(on "$1" volume inspect --format '{{.Mountpoint}}' files)
    [ -d "$work/expected" ] || "$work/workload" files "$work/expected"
    diff -r "$work/expected" "$folder/content" >/dev/null || die "$1: the volume differs after restore"
}

in_turns() { # in_turns WHAT FUNCTION
    local turn engine
    for turn in $(seq "$runs"); do
        say "$1, $turn of $runs"
        for engine in gantry podman; do
            "$2" "$engine"
        done
    done
}

run_commands() { # run_commands ENGINE; 20 other containers run
    measure commands version "$1" version
    measure commands "ps of 20" "$1" ps
    measure commands inspect "$1" inspect other-1
    measure commands "run -d" "$1" run -d --name one --network none localhost/counter:1 /bin/sleep 1000
    measure commands "rm -f" "$1" rm --force --time 0 one
    measure commands "run --rm true" "$1" run --rm --network none localhost/counter:1 /bin/true
}

# 1,000 containers on record, none running: what looking costs.
run_scale() { # run_scale ENGINE
    measure scale "ps -a of $scale" "$1" ps --all
    measure scale "inspect of $scale" "$1" inspect many-1
    measure scale "volume ls of $scale" "$1" volume ls
}

make_many() {
    local number engine
    for engine in gantry podman; do
        for number in $(seq "$scale"); do
            on $engine create --name "many-$number" --network none localhost/counter:1 >/dev/null
            on $engine volume create "many-$number" >/dev/null
        done
    done
}

run_empty_ps() { measure commands "ps of 0" "$1" ps; }

start_others() {
    local number
    for number in $(seq 20); do
        on gantry run -d --name "other-$number" --network none localhost/counter:1 /bin/sleep 10000 >/dev/null
        on podman run -d --name "other-$number" --network none localhost/counter:1 /bin/sleep 10000 >/dev/null
    done
}

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
if wants counter; then
    in_turns "counter container" run_counter
fi
if wants memory; then
    in_turns "512 MiB of memory" run_memory
fi
if wants volume; then
    in_turns "1 GiB volume" run_volume
    check_volume gantry
    check_volume podman
fi

if wants scale; then
    say "making $scale containers and volumes with each engine"
    make_many
    in_turns "looking at many" run_scale
fi

mkdir -p bench/results
facts > "$work/facts.json"
result=bench/results/$(date -u +%Y%m%dT%H%M%SZ).json
awk -f bench/report.awk -v json="$result" -v facts="$work/facts.json" "$work/samples.tsv"
if [ "$record" = yes ]; then
    cp "$result" bench/results/recorded.json
fi
finished=yes
say "All samples are in $result."
