#!/usr/bin/env bash
# Installs what is missing, builds, and shows Gantry's main job: a running container becomes one archive and goes on
# on a host that never saw it; another one moves there while a client is connected to it, and the client does not notice.
# The exit status says whether every claim held.
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
eng/setup.sh --ssh-server
eng/build.sh
gantry=$PWD/artifacts/gantry/gantry
note "$("$gantry" --version)"

work=$(mktemp -d /tmp/gantry-demo.XXXXXX)
host_a=("$gantry" --root "$work/a/lib" --runroot "$work/a/run")
host_b=("$gantry" --root "$work/b/lib" --runroot "$work/b/run")
on_a() { "${host_a[@]}" "$@"; }
on_b() { "${host_b[@]}" "$@"; }
net=gantry-demo-$$
sshd_pid='' client_pid=''
cleanup() {
    [ -z "$client_pid" ] || kill "$client_pid" 2>/dev/null || true
    [ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null || true
    on_a rm --all --force --time 0 >/dev/null 2>&1 || true
    on_b rm --all --force --time 0 >/dev/null 2>&1 || true
    for name in switch a b client; do ip netns delete "$net-$name" 2>/dev/null || true; done
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

say "Two machines and a client on one Ethernet: network namespaces, and a real ssh server on B"
on_b rm --force --time 0 counter >/dev/null
# Each machine has a bridge of its own with its port to the Ethernet in it, as a host of containers would.
ip netns add "$net-switch"
ip -n "$net-switch" link add br0 type bridge
ip -n "$net-switch" link set br0 up
for name in a b client; do
    ip netns add "$net-$name"
    ip -n "$net-switch" link add "port-$name" type veth peer name eth0 netns "$net-$name"
    ip -n "$net-switch" link set "port-$name" master br0 up
    ip -n "$net-$name" link set lo up
    ip -n "$net-$name" link set eth0 up
done
ip -n "$net-client" address add 10.77.0.200/24 dev eth0
for name in a b; do
    ip -n "$net-$name" link add br0 type bridge
    ip -n "$net-$name" link set eth0 master br0
    ip -n "$net-$name" link set br0 up
done
ip -n "$net-a" address add 10.78.0.1/24 dev br0
ip -n "$net-b" address add 10.78.0.2/24 dev br0
host_a=(nsenter "--net=/run/netns/$net-a" "${host_a[@]}")
host_b=(nsenter "--net=/run/netns/$net-b" "${host_b[@]}")
until_so() { # until_so COMMAND…: waits half a minute at most
    for _ in $(seq 300); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    return 1
}

mkdir -p "$work/ssh/bin" /run/sshd
for key in host_key user_key; do ssh-keygen -q -t ed25519 -N '' -C gantry-demo -f "$work/ssh/$key"; done
cp "$work/ssh/user_key.pub" "$work/ssh/authorized_keys"
echo "10.78.0.2 $(cat "$work/ssh/host_key.pub")" > "$work/ssh/known_hosts"
cat > "$work/ssh/bin/gantry" <<END
#!/bin/sh
exec $gantry --root $work/b/lib --runroot $work/b/run "\$@"
END
cat > "$work/ssh/client" <<END
#!/bin/sh
exec ssh -F $work/ssh/ssh_config "\$@"
END
chmod 755 "$work/ssh/bin/gantry" "$work/ssh/client"
cat > "$work/ssh/ssh_config" <<END
BatchMode yes
IdentityFile $work/ssh/user_key
IdentitiesOnly yes
UserKnownHostsFile $work/ssh/known_hosts
StrictHostKeyChecking yes
END
cat > "$work/ssh/sshd_config" <<END
ListenAddress 10.78.0.2
HostKey $work/ssh/host_key
AuthorizedKeysFile $work/ssh/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
SetEnv PATH=$work/ssh/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
nsenter "--net=/run/netns/$net-b" /usr/sbin/sshd -D -e -f "$work/ssh/sshd_config" 2>/dev/null &
sshd_pid=$!
export GANTRY_SSH=$work/ssh/client
claim "A reaches B over ssh" until_so nsenter "--net=/run/netns/$net-a" "$GANTRY_SSH" root@10.78.0.2 true

say "A server that a client streams to, checking every byte that comes back"
gcc -static -O1 -pthread -o "$work/workload" tests/Gantry.Integration.Tests/Programs/workload.c
on_a network create --disable-dns --interface-name br0 --subnet 10.77.0.0/24 shared >/dev/null
on_b network create --disable-dns --interface-name br0 --subnet 10.77.0.0/24 shared >/dev/null
on_a volume create tools >/dev/null
cp "$work/workload" "$work/a/lib/volumes/tools/_data/workload"
run on_a run -d --name server --network shared --ip 10.77.0.50 -v tools:/tools localhost/demo:1 /tools/workload echo 5000
listens() { [ "$(on_a logs server)" = ready ]; }
claim "it listens at 10.77.0.50" until_so listens
ip netns exec "$net-client" "$work/workload" stream 10.77.0.50 5000 > "$work/client.log" &
client_pid=$!
has_received() { [ "$(tail -n 1 "$work/client.log" 2>/dev/null | grep -E '^[0-9]+$' || echo 0)" -gt "$1" ]; }
claim "the client is connected and gets its bytes back" until_so has_received 100000

say "Live migration"
run on_a host add b root@10.78.0.2
run on_a host check b
t=$(millis)
on_a migrate --tcp-established server b | sed 's/^/    /'
migrate_ms=$(( $(millis) - t ))
before=$(tail -n 1 "$work/client.log")
claim "A does not have it any more" [ -z "$(on_a ps --all --quiet)" ]
claim "B runs it, at the same address" [ "$(on_b inspect --format '{{.State.Running}} {{.NetworkSettings.Networks.shared.IPAddress}}' server)" = "true 10.77.0.50" ]
claim "the same connection goes on" until_so has_received $((before + 1000000))
claim "no reset, no byte lost or doubled" sh -c "! grep -qvE '^[0-9]+\$' '$work/client.log'"

say "Done: checkpoint ${checkpoint_ms} ms, restore ${restore_ms} ms, live migration ${migrate_ms} ms, nothing lost."
