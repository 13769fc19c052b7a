#!/usr/bin/env bash
# Installs the tools that Gantry needs to build, run and test on Debian 12 or 13.
# Safe to run again: says only what it changes, and nothing when nothing is missing.
set -euo pipefail

usage() {
    cat <<'END'
usage: eng/setup.sh [--check] [--peer] [--ssh-server] [--oracles] [--fuzz] [--allow-no-criu]

  (no option)       install what is missing; must be root
  --check           install nothing; say what is there and what is missing (exit 0 or 1)
  --peer            also install Podman, which the benchmarks and interop tests compare with,
                    Chromium, in which pages are tested, and Redis, which is moved under load;
                    Debian starts the system's Redis where it starts services
  --ssh-server      also install OpenSSH's server, for migrations in tests and in the demo, which
                    start their own; Debian starts the system's where it starts services
  --oracles         also fetch checkpointctl and CRIU's crit from Debian sid, which tests compare
                    checkpoint inspect with
  --fuzz            also install AFL++, for fuzz/run.sh
  --allow-no-criu   only warn when no CRIU works on this kernel; checkpoints will not work
END
}

check_only=no peer=no ssh_server=no oracles=no fuzz=no allow_no_criu=no
for arg in "$@"; do
    case $arg in
        --check) check_only=yes ;;
        --peer) peer=yes ;;
        --ssh-server) ssh_server=yes ;;
        --oracles) oracles=yes ;;
        --fuzz) fuzz=yes ;;
        --allow-no-criu) allow_no_criu=yes ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

# CRIU and crun from sid live here with their own C library, apart from the system's.
# The engine puts PREFIX/bin first on the PATH of the runtimes it starts.
PREFIX=/usr/local/lib/gantry
# checkpointctl and crit, with all that they need; nothing of Gantry's uses it.
ORACLES=/usr/local/lib/gantry-oracles
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
LOCK=/run/lock/gantry-setup.lock
# CRIU before 4.2 cannot dump inet sockets on kernels from 6.16 on.
MIN_CRIU=4.2
MIN_RUNC=1.1.5
MIN_SDK=10

# package|what it is for
PACKAGES=(
    "runc|OCI runtime"
    "conmon|monitor process of a container"
    "netavark|container networks"
    "aardvark-dns|DNS for container networks"
    "skopeo|copies images, interop tests"
    "busybox-static|root file system of test containers"
    "golang-github-containers-common|seccomp profile and image policy"
    "patchelf|makes the private CRIU use its own libraries"
    "iproute2|ip, for network tests"
    "iptables|netavark's firewall rules"
    "attr|extended attributes in tests"
    "acl|access control lists in tests"
    "zstd|compressed layers in tests"
    "xz-utils|compressed layers in tests"
    "bzip2|compressed layers in tests"
    "gcc|links the native binary"
    "libc6-dev|links the native binary"
    "libzstd1|zstd layers and archives at run time"
    "liblz4-1|lz4 archives at run time"
    "lz4|lz4 archives in tests"
    "tmux|a terminal for gantry ui in tests"
    "openssh-client|reaches the other host of a migration"
    "age|encrypted archives in tests"
)
if [ "$peer" = yes ]; then
    PACKAGES+=(
        "podman|peer for benchmarks and interop tests"
        "chromium|shows the pages of checkpoint inspect in tests"
        "redis-server|is moved under load in tests, and measured in benchmarks"
    )
fi

if [ "$ssh_server" = yes ]; then
    PACKAGES+=("openssh-server|the other end of migrations in tests and in the demo")
fi

if [ "$fuzz" = yes ]; then
    PACKAGES+=("afl++|finds inputs that parsers fail on")
fi

say() { printf '%s\n' "setup: $*"; }
warn() { printf '%s\n' "setup: warning: $*" >&2; }
die() { printf '%s\n' "setup: $*" >&2; exit 1; }
at_least() { dpkg --compare-versions "$1" ge "$2"; }

# ---- what is there -------------------------------------------------------

missing_packages() { # prints the entries of PACKAGES that are not installed
    local entry installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${PACKAGES[@]%%|*}" 2>/dev/null || true)
    for entry in "${PACKAGES[@]}"; do
        grep -qx "installed ${entry%%|*}" <<<"$installed" || printf '%s\n' "$entry"
    done
}

sdk_version() { # newest SDK, empty without one
    dotnet --list-sdks 2>/dev/null | awk '{print $1}' | sort -V | tail -n 1 || true
}

runc_version() { runc --version 2>/dev/null | awk 'NR == 1 {sub(/\+.*/, "", $3); print $3}' || true; }

criu_version() { "$1" --version 2>/dev/null | awk '$1 == "Version:" {print $2}' || true; }

# Sets criu (path), criu_found (version) and criu_problem (why it cannot be used, or empty).
find_criu() {
    local candidate output
    criu='' criu_found='' criu_problem="no CRIU $MIN_CRIU or newer is installed"
    for candidate in "$PREFIX/bin/criu" "$(command -v criu || true)"; do
        [ -x "$candidate" ] || continue
        criu_found=$(criu_version "$candidate")
        at_least "${criu_found:-0}" "$MIN_CRIU" || continue
        criu=$candidate
        if output=$("$candidate" check 2>&1); then
            criu_problem=''
            return
        fi
        criu_problem="$candidate $criu_found does not work on kernel $(uname -r). It says:"$'\n'"$output"
    done
}

# ---- --check -------------------------------------------------------------

row() { printf '%-8s %-32s %s\n' "$1" "$2" "$3"; }

check() {
    local entry missing version bad=0
    missing=$(missing_packages)
    for entry in "${PACKAGES[@]}"; do
        if grep -qxF "$entry" <<<"$missing"; then
            row missing "${entry%%|*}" "${entry#*|}"
            bad=1
        else
            row ok "${entry%%|*}" "${entry#*|}"
        fi
    done

    version=$(runc_version)
    if [ -n "$version" ] && ! at_least "$version" "$MIN_RUNC"; then
        row "too old" "runc $version" "needs $MIN_RUNC"
        bad=1
    fi

    version=$(sdk_version)
    if at_least "${version:-0}" "$MIN_SDK"; then
        row ok ".NET SDK $version" "builds Gantry"
    else
        row missing ".NET SDK $MIN_SDK" "builds Gantry"
        bad=1
    fi

    if [ "$(id -u)" != 0 ]; then
        row unknown criu "only root can check it"
        return "$bad"
    fi
    find_criu
    if [ -z "$criu_problem" ]; then
        row ok "criu $criu_found" "$criu"
    else
        row missing criu "$criu_problem"
        [ "$allow_no_criu" = yes ] || bad=1
    fi
    if [ -x "$PREFIX/bin/crun" ]; then
        row ok crun "$PREFIX/bin/crun (optional)"
    else
        row absent crun "second runtime (optional)"
    fi
    return "$bad"
}

# ---- Debian packages -----------------------------------------------------

install_packages() {
    local missing names entry log
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0

    names=()
    while IFS= read -r entry; do
        names+=("${entry%%|*}")
        say "installing ${entry%%|*} (${entry#*|})"
    done <<<"$missing"

    log=$work/packages.log
    update_lists "$log"
    if ! DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "${names[@]}" </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        die "apt-get could not install: ${names[*]}. Read apt's message above, repair it (often: 'dpkg --configure -a' or 'apt-get -f install'), then run this again."
    fi
}

lists_updated=no
update_lists() { # log file
    [ "$lists_updated" = no ] || return 0
    if ! apt-get -q -o APT::Update::Error-Mode=any update >"$1" 2>&1; then
        tail -n 20 "$1" >&2
        # A broken third-party source must not stop us; a missing package still will.
        warn "apt-get update failed (see above); going on with the package lists that are there"
    fi
    lists_updated=yes
}

# ---- private CRIU --------------------------------------------------------

# Prints the address of the mirror from which this machine gets Debian main, whichever
# format its sources are in. apt knows origin and label only from downloaded lists.
debian_mirror() {
    # awk reads to the end: stopping early would break apt's pipe and, by pipefail, us.
    apt-get indextargets --format '$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(COMPONENT)' 'Created-By: Packages' |
        awk -F '|' '$2 == "Debian" && $3 == "Debian" && $4 == "main" && $1 !~ /^cdrom:/ && !n++ {print $1}'
}

# Everything apt reads or writes for the sid download is under $work, so the system's
# own apt state, lists, pins and hooks play no part. It does keep proxy settings.
private_apt() { apt-get -q -y -c "$work/apt/apt.conf" "$@" </dev/null; }

configure_private_apt() { # mirror, architecture
    local dir=$work/apt
    # _apt, the user that apt downloads as, must get in.
    chmod 755 "$work"
    mkdir -p "$dir"/{lists,cache/archives}/partial
    : >"$dir/status"
    printf 'deb [arch=%s signed-by=%s] %s sid main\n' "$2" "$KEYRING" "$1" >"$dir/sources.list"
    cat >"$dir/apt.conf" <<END
Dir::Etc::SourceList "$dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$dir/lists";
Dir::State::Status "$dir/status";
Dir::State::Extended_States "$dir/extended_states";
Dir::Cache "$dir/cache";
Dir::Cache::Archives "$dir/cache/archives";
APT::Architecture "$2";
APT::Architectures "$2";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Retries "2";
# Hooks such as Docker's would empty the system's package cache under another apt.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::CNF;
END
}

# Downloads packages of sid with all they depend on and unpacks them into $work/root.
# The status file is empty, so apt resolves down to sid's C library.
fetch_from_sid() { # packages...
    local deb
    private_apt install --download-only "$@" >"$work/download.log" 2>&1 || return 1
    for deb in "$work"/apt/cache/archives/*.deb; do
        dpkg -x "$deb" "$work/root" || return 1
        rm -f "$deb"
    done
}

# Prints the path of a library, by its soname, in the unpacked tree.
unpacked_library() {
    find "$work/root" -name glibc-hwcaps -prune -o -name "$1" \( -type f -o -type l \) -print |
        awk '/\/lib\// && !n++'
}

# Copies the libraries that a binary needs, and those that they need, into $work/new/lib.
copy_libraries() { # binary
    local soname file
    for soname in $(patchelf --print-needed "$1"); do
        [ ! -e "$work/new/lib/$soname" ] || continue
        file=$(unpacked_library "$soname")
        [ -n "$file" ] || { warn "$(basename "$1") needs $soname, which no package brought"; return 1; }
        cp -L "$file" "$work/new/lib/$soname" || return 1
        copy_libraries "$file" || return 1
    done
}

# Puts a binary into $work/new/bin, bound to the private loader and libraries.
add_binary() { # path in the unpacked tree
    local loader file target
    target=$work/new/bin/$(basename "$1")
    loader=$(basename "$(patchelf --print-interpreter "$work/root/$1")")
    file=$(unpacked_library "$loader")
    [ -n "$file" ] || return 1
    mkdir -p "$work/new/bin" "$work/new/lib"
    cp -L "$file" "$work/new/lib/$loader" || return 1
    copy_libraries "$work/root/$1" || return 1
    cp "$work/root/$1" "$target" || return 1
    # RPATH, not RUNPATH: it holds for the libraries' own dependencies too.
    patchelf --set-interpreter "$PREFIX/lib/$loader" --force-rpath --set-rpath "$PREFIX/lib" "$target" || return 1
    # The interpreter's final path is not there yet, so try it through the loader.
    "$work/new/lib/$loader" --library-path "$work/new/lib" "$target" --version >/dev/null
}

# crun loads libcriu by itself, so nothing lists it as needed.
add_crun() {
    local file
    fetch_from_sid crun libcriu2 || return 1
    file=$(unpacked_library libcriu.so.2)
    [ -n "$file" ] || return 1
    copy_libraries "$file" || return 1
    cp -L "$file" "$work/new/lib/libcriu.so.2" || return 1
    add_binary usr/bin/crun
}

build_prefix() {
    local mirror arch version
    arch=$(dpkg --print-architecture)
    case $arch in
        amd64 | arm64) ;;
        *) die "there is no private CRIU for $arch. Install criu $MIN_CRIU or newer yourself, then run this again." ;;
    esac
    [ -r "$KEYRING" ] || die "$KEYRING is missing. Run 'apt-get install debian-archive-keyring', then this again."

    mirror=$(debian_mirror)
    if [ -z "$mirror" ]; then
        update_lists "$work/packages.log"
        mirror=$(debian_mirror)
    fi
    [ -n "$mirror" ] || die "found no Debian main archive among apt's sources. Add one to /etc/apt/sources.list.d, run 'apt-get update', then this again."

    say "fetching criu from Debian sid into $PREFIX (the system's criu is absent or too old)"
    configure_private_apt "$mirror" "$arch"
    if ! private_apt update >"$work/download.log" 2>&1; then
        tail -n 20 "$work/download.log" >&2
        if grep -qE 'NO_PUBKEY|EXPKEYSIG|not signed' "$work/download.log"; then
            die "the archive's signature key is not known here. Upgrade the package debian-archive-keyring, then run this again."
        fi
        die "the mirror in apt's sources does not serve Debian sid. Use a full Debian mirror there, or install criu $MIN_CRIU or newer yourself, then run this again."
    fi
    if ! fetch_from_sid criu || ! add_binary usr/sbin/criu; then
        tail -n 20 "$work/download.log" >&2
        die "could not fetch criu from Debian sid (see above). Install criu $MIN_CRIU or newer yourself, or try again later."
    fi
    version=$("$work"/new/lib/ld-linux* --library-path "$work/new/lib" "$work/new/bin/criu" --version | awk '$1 == "Version:" {print $2}')
    at_least "${version:-0}" "$MIN_CRIU" || die "the mirror has only criu $version, and $MIN_CRIU is needed. Use a current Debian mirror, then run this again."

    say "fetching crun from Debian sid into $PREFIX (second runtime)"
    if ! add_crun; then
        rm -f "$work/new/bin/crun"
        warn "crun could not be set up; Gantry works without it, with runc"
    fi

    if [ -e "$PREFIX" ]; then
        mv "$PREFIX" "$work/old"
    fi
    chmod 755 "$work/new"
    if ! mv "$work/new" "$PREFIX"; then
        [ ! -e "$work/old" ] || mv "$work/old" "$PREFIX"
        die "could not move the new CRIU to $PREFIX. Free its disk or make it writable, then run this again."
    fi
}

# ---- programs that tests compare with -------------------------------------

# Whole packages stay together here, since Python finds its modules by its own place. Each is started by the loader that
# came with it, so nothing has to be changed in them.
install_oracles() {
    local mirror loader
    [ ! -x "$ORACLES/bin/crit" ] || return 0
    [ "$(dpkg --print-architecture)" = amd64 ] || { warn "there are no oracles for this architecture"; return 0; }

    mirror=$(debian_mirror)
    [ -n "$mirror" ] && [ -r "$KEYRING" ] || { warn "found no Debian main archive among apt's sources, or not its keys: no oracles"; return 0; }
    say "fetching checkpointctl and crit from Debian sid into $ORACLES (tests compare with them)"
    rm -rf "$work/root" "$work/apt"
    configure_private_apt "$mirror" amd64
    if ! private_apt update >"$work/download.log" 2>&1 || ! fetch_from_sid checkpointctl python3-pycriu criu; then
        tail -n 5 "$work/download.log" >&2
        warn "checkpointctl and crit could not be fetched: the tests with them will be skipped"
        return 0
    fi

    loader=$ORACLES/root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
    mkdir -p "$work/oracles/bin"
    mv "$work/root" "$work/oracles/root"
    printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" "${loader%/*}" "$ORACLES/root/usr/bin/checkpointctl" \
        >"$work/oracles/bin/checkpointctl"
    printf '#!/bin/sh\nPYTHONHOME=%s PYTHONPATH=%s PYTHONDONTWRITEBYTECODE=1 exec %s --library-path %s %s %s "$@"\n' \
        "$ORACLES/root/usr" "$ORACLES/root/usr/lib/python3/dist-packages" "$loader" "${loader%/*}" \
        "$ORACLES/root/usr/bin/python3" "$ORACLES/root/usr/bin/crit" >"$work/oracles/bin/crit"
    chmod 755 "$work/oracles" "$work/oracles/bin"/*
    mv "$work/oracles" "$ORACLES"
}

install_criu() {
    local status
    find_criu
    [ -n "$criu_problem" ] || return 0

    # A criu that is new enough and still fails would fail again: do not fetch it anew.
    if [ -z "$criu" ]; then
        # Not 'if build_prefix': that would switch off -e inside it.
        set +e
        (set -e; build_prefix)
        status=$?
        set -e
        if [ "$status" != 0 ]; then
            [ "$allow_no_criu" = yes ] || exit 1
            warn "going on without CRIU: checkpoint, restore and move will not work"
            return 0
        fi
        find_criu
        if [ -z "$criu_problem" ]; then
            say "criu $criu_found works on this kernel ($criu)"
            return 0
        fi
    fi

    if [ "$allow_no_criu" = yes ]; then
        warn "$criu_problem"
        warn "going on without it: checkpoint, restore and move will not work"
        return 0
    fi
    die "$criu_problem"$'\n'"Use a kernel with CONFIG_CHECKPOINT_RESTORE as root outside a container, or remove $PREFIX and run this again to fetch a newer CRIU. With --allow-no-criu the rest is set up without it."
}

# ---- main ----------------------------------------------------------------

command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    die "this script knows only Debian. Install these yourself: ${PACKAGES[*]%%|*}, criu $MIN_CRIU or newer."

if [ "$check_only" = yes ]; then
    check
    exit
fi

[ "$(id -u)" = 0 ] || die "must be root. Run it with sudo, or use --check."

release=$(. /etc/os-release && printf '%s' "${ID:-} ${VERSION_ID:-}")
case $release in
    "debian 12" | "debian 13") ;;
    *) warn "made for Debian 12 and 13; this is '$release'" ;;
esac

# One at a time: two runs would fight over apt and over PREFIX.
mkdir -p "$(dirname "$LOCK")" "$(dirname "$PREFIX")"
exec 9>"$LOCK"
flock -w 900 9 || die "another eng/setup.sh has run for 15 minutes. End it, then run this again."

# Beside PREFIX, so that the finished tree moves into place by renaming.
work=$(mktemp -d "$PREFIX.new.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_packages

version=$(runc_version)
at_least "${version:-0}" "$MIN_RUNC" ||
    die "runc ${version:-(none)} is too old. Upgrade it to $MIN_RUNC or newer ('apt-get install runc'; take away an older one earlier on PATH)."

install_criu
[ "$oracles" = no ] || install_oracles

version=$(sdk_version)
at_least "${version:-0}" "$MIN_SDK" ||
    die "the .NET $MIN_SDK SDK is not on PATH (found: ${version:-none}). Install it (package dotnet-sdk-$MIN_SDK.0 of your distribution or of Microsoft's feed), then run this again."
