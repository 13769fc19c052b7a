# What the benchmark does with each engine; part of run.sh.

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
    measure_command "$2" frozen alone "${alone[@]}" "$id"
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

run_memory() { # run_memory GROUP MIB ENGINE
    on "$3" run -d --name "$1" --network none localhost/workload:1 /bin/app memory "$2" >/dev/null
    eventually "$3: the memory is filled" says "$3" "$1" ready
    measure_frozen "$3" "$1"
    archive_and_forget "$1" "$3" "$1"
    on "$3" rm "$1" >/dev/null
    bring_back "$1" "$3"
    on "$3" kill --signal USR1 "$1" >/dev/null
    eventually "$3: the memory is intact" says "$3" "$1" intact
    on "$3" rm --force --time 0 "$1" >/dev/null
}

# copy_program FOLDER PROGRAM...: with the libraries that they load.
copy_program() {
    local folder=$1 file
    shift
    for file in "$@" $(ldd "$@" | grep -o '/[^ ]*' | grep -v ':$' | sort -u); do
        mkdir -p "$folder$(dirname "$file")"
        cp -Lf "$file" "$folder$file"
    done
}

load_image() { # load_image NAME SCRIPT FOLDER
    local engine
    eng/busybox-image.sh "$work/$1.tar" "localhost/$1:1" "$2" "$3"
    for engine in gantry podman; do
        on $engine load --quiet --input "$work/$1.tar" >/dev/null
    done
}

# Podman leaves it down after a restore.
bring_up_loopback() { # bring_up_loopback ENGINE NAME
    nsenter --target "$(on "$1" inspect --format '{{.State.Pid}}' "$2")" --net ip link set lo up
}

make_redis() {
    copy_program "$work/redis" "$(command -v redis-server)" "$(command -v redis-cli)"
    printf '#!/bin/sh\nexec %s --save "" --appendonly no --dir /tmp --enable-debug-command yes\n' \
        "$(command -v redis-server)" > "$work/redis.sh"
    load_image redis "$work/redis.sh" "$work/redis"
}

ask_redis() { on "$1" exec redis "$(command -v redis-cli)" "${@:2}"; }

run_redis() { # run_redis ENGINE
    local digest
    on "$1" run -d --name redis --network none localhost/redis:1 >/dev/null
    eventually "$1: Redis answers" ask_redis "$1" ping
    ask_redis "$1" debug populate 500000 key 200 >/dev/null
    digest=$(ask_redis "$1" debug digest)
    measure_frozen "$1" redis
    archive_and_forget redis "$1" redis
    on "$1" rm redis >/dev/null
    bring_back redis "$1"
    bring_up_loopback "$1" redis
    [ "$(ask_redis "$1" debug digest)" = "$digest" ] || die "$1: Redis lost data"
    on "$1" rm --force --time 0 redis >/dev/null
}

make_service() {
    local root shared
    root=$(dirname "$(readlink -f "$(command -v dotnet)")")
    shared=$(ls -d "$root"/shared/Microsoft.NETCore.App/10.* | tail -n 1)
    dotnet build bench/service -c Release -o "$work/service-build" --nologo -v quiet >&2
    mkdir -p "$work/service$shared" "$work/service$root/host" "$work/service/app"
    cp -a "$shared/." "$work/service$shared"
    cp -a "$root/dotnet" "$work/service$root/"
    cp -a "$root/host/fxr" "$work/service$root/host/"
    cp "$work"/service-build/service.{dll,runtimeconfig.json} "$work/service/app"
    copy_program "$work/service" "$root/dotnet" "$shared"/*.so
    printf '#!/bin/sh\nexec %s/dotnet /app/service.dll\n' "$root" > "$work/service.sh"
    load_image service "$work/service.sh" "$work/service"
}

answers() { [ "$(on "$1" exec service sh -c 'printf "GET / HTTP/1.0\r\n\r\n" | nc 127.0.0.1 8080 | tail -n 1')" = "$2 79638890" ]; }

run_service() { # run_service ENGINE
    on "$1" run -d --name service --network none localhost/service:1 >/dev/null
    eventually "$1: the service is up" says "$1" service ready
    answers "$1" 1 || die "$1: the service gives no answer"
    measure_frozen "$1" service
    archive_and_forget service "$1" service
    on "$1" rm service >/dev/null
    bring_back service "$1"
    bring_up_loopback "$1" service
    answers "$1" 2 || die "$1: the service lost its state"
    on "$1" rm --force --time 0 service >/dev/null
}

content() { echo "$(on "$2" volume inspect --format '{{.Mountpoint}}' "$1")/content"; } # content KIND ENGINE

# What the workload calls the content of a kind of volume.
workload_of() { [ "$1" = volume ] && echo mixed || echo "$1"; }

# The volume that a restore makes is the next checkpoint's.
run_volume() { # run_volume KIND ENGINE
    if ! on "$2" volume inspect "$1" >/dev/null 2>&1; then
        on "$2" volume create "$1" >/dev/null
        "$work/workload" files "$(workload_of "$1")" "$(content "$1" "$2")"
    fi
    on "$2" run -d --name "$1" --network none -v "$1:/data" localhost/counter:1 >/dev/null
    eventually "$2: the counter counts" counts_past "$2" "$1" 1
    measure_frozen "$2" "$1"
    archive_and_forget "$1" "$2" "$1"
    on "$2" rm "$1" >/dev/null
    # ext4 without a journal looks for inodes that were not freed lately, which can take longer than all else. Other names
    # keep these from being freed.
    kept=$((kept + 1))
    cp -al "$(content "$1" "$2")" "$work/kept-$kept"
    on "$2" volume rm "$1" >/dev/null
    bring_back "$1" "$2"
    on "$2" rm --force --time 0 "$1" >/dev/null
    [ "$2" = gantry ] || return 0
    # What the machine can do at all: the same files, tar and zstd at the same level, all processors.
    rm -f "$work/archives/alone"
    measure_command "$1" checkpoint alone sh -c \
        "tar -C '$(content "$1" "$2")' --sparse -cf - . | zstd -q -T0 -3 -o '$work/archives/alone'"
    mkdir "$work/alone-$kept"
    measure_command "$1" restore alone sh -c "zstd -dqc '$work/archives/alone' | tar -C '$work/alone-$kept' -xf -"
    case $1 in large | sparse) rm -rf "$work/alone-$kept" ;; esac
}

check_volume() { # check_volume KIND ENGINE
    [ -d "$work/expected" ] || "$work/workload" files "$(workload_of "$1")" "$work/expected"
    diff -r "$work/expected" "$(content "$1" "$2")" >/dev/null || die "$2: the volume differs after restore"
}

forget_volume() { # forget_volume KIND
    on gantry volume rm "$1" >/dev/null
    on podman volume rm "$1" >/dev/null
    rm -rf "$work/expected" "$work"/kept-* "$work"/alone-* "$work"/archives/*
}

run_changes() { # run_changes ENGINE
    on "$1" run -d --name changes --network none localhost/workload:1 \
        /bin/sh -c '/bin/app files changes /root/content && echo ready && sleep 100000' >/dev/null
    eventually "$1: the files are written" says "$1" changes ready
    measure_frozen "$1" changes
    archive_and_forget changes "$1" changes
    on "$1" rm changes >/dev/null
    bring_back changes "$1"
    [ "$(on "$1" exec changes sh -c 'find /root/content -type f | wc -l')" = 10000 ] || die "$1: changed files are missing"
    on "$1" rm --force --time 0 changes >/dev/null
}

run_commands() { # run_commands ENGINE; 20 other containers run
    measure commands version "$1" version
    measure commands "ps of 20" "$1" ps
    measure commands inspect "$1" inspect other-1
    measure commands "run -d" "$1" run -d --name one --network none localhost/counter:1 /bin/sleep 1000
    measure commands "rm -f" "$1" rm --force --time 0 one
    measure commands "run --rm true" "$1" run --rm --network none localhost/counter:1 /bin/true
}

# 1,000 containers and 10,000 volumes on record, none running: what looking costs.
run_scale() { # run_scale ENGINE
    measure scale "ps -a of $scale" "$1" ps --all
    measure scale "inspect of $scale" "$1" inspect many-1
    measure scale "volume ls of $volumes" "$1" volume ls
}

# All at once: as many processes of the engine as containers.
run_parallel() { # run_parallel ENGINE
    local -n engine_words=$1
    printf '#!/bin/bash\nfor number in $(seq %d); do\n    %s run -d --name "many-$number" --network none localhost/counter:1 /bin/sleep 1000 >/dev/null &\ndone\nwait\n' \
        "$starts" "${engine_words[*]@Q}" > "$work/starts.sh"
    measure_command parallel "$starts starts" "$1" bash "$work/starts.sh"
    [ "$(on "$1" ps --quiet | wc -l)" = "$starts" ] || die "$1: not all of $starts containers run"
    on "$1" rm --all --force --time 0 >/dev/null
}

make_many() {
    local number engine
    for engine in gantry podman; do
        for number in $(seq "$scale"); do
            on $engine create --name "many-$number" --network none localhost/counter:1 >/dev/null
        done
        local -n engine_words=$engine
        seq "$volumes" | xargs -P "$(nproc)" -I{} "${engine_words[@]}" volume create "many-{}" >/dev/null
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
