#!/usr/bin/env bash
# Makes a small image (docker-archive) from Debian's busybox-static; no registry involved.
# The same input gives the same bytes, so that two hosts load the same image id.
#   eng/busybox-image.sh OUT.tar NAME:TAG [SCRIPT [FOLDER]]
# SCRIPT becomes /bin/app and the image's command; without one the command is a shell. What is in FOLDER is in the image too.
set -euo pipefail

if [ $# -lt 2 ]; then
    echo "usage: $0 OUT.tar NAME:TAG [SCRIPT [FOLDER]]" >&2
    exit 2
fi

out=$(realpath -m "$1")
name=$2
script=${3:-}
# The package's own path: another busybox on PATH may need libraries that the image does not have.
busybox=/bin/busybox
[ -x "$busybox" ] || { echo "busybox-static is missing: run eng/setup.sh" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,etc,tmp,root,proc,sys,dev,run,var/lib/app,home}
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for applet in $("$busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\napp:x:1000:1000::/home:/bin/sh\n' > "$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\napp:x:1000:\n' > "$root/etc/group"
printf 'original\n' > "$root/etc/app.conf"
printf 'to be deleted\n' > "$root/etc/deleted.conf"
command='["/bin/sh"]'
if [ -n "$script" ]; then
    install -m 0755 "$script" "$root/bin/app"
    command='["/bin/app"]'
fi
if [ -n "${4:-}" ]; then
    cp -a "$4/." "$root/"
fi

deterministic=(--sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=posix
    --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime)
tar -C "$root" "${deterministic[@]}" -cf "$work/layer.tar" .
layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
arch=$(dpkg --print-architecture 2>/dev/null || echo amd64)
cat > "$work/config.json" <<JSON
{"architecture":"$arch","config":{"Cmd":$command,"Env":["PATH=/bin"],"WorkingDir":"/"},"created":"1970-01-01T00:00:00Z","history":[{"created":"1970-01-01T00:00:00Z","created_by":"eng/busybox-image.sh"}],"os":"linux","rootfs":{"diff_ids":["sha256:$layer"],"type":"layers"}}
JSON
config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
mv "$work/config.json" "$work/$config.json"
mv "$work/layer.tar" "$work/$layer.tar"
printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["%s.tar"]}]\n' "$config" "$name" "$layer" > "$work/manifest.json"
tar -C "$work" "${deterministic[@]}" -cf "$out" manifest.json "$config.json" "$layer.tar"
