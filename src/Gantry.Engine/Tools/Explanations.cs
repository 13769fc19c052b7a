namespace Gantry.Engine.Tools;

/// <summary>
/// What CRIU's and the runtimes' errors mean and what to do: found by experiment, each cause once. The first pattern
/// that the text contains decides, so the more specific stand first.
/// </summary>
internal static class Explanations
{
    /// <summary>All causes that are known.</summary>
    public static IReadOnlyList<Explanation> Table => s_table;

    private static readonly Explanation[] s_table =
    [
        new(
            "vdso: Unexpected rt vDSO area bounds",
            "This CRIU is too old for the running kernel (3.17 does not start on kernels from 6.13 on).",
            "Run eng/setup.sh to install CRIU 4.2 or newer."),
        new(
            "sockets: Can't get 1:16 opt",
            "This CRIU cannot read internet sockets on kernels from 6.16 on (fixed in CRIU 4.2).",
            "Run eng/setup.sh to install CRIU 4.2 or newer."),
        new(
            "Connected TCP socket",
            "The container holds established TCP connections.",
            "Repeat with --tcp-established to keep them, or close them first."),
        new(
            "inet: Need to set the --tcp-established",
            "The checkpoint holds established TCP connections.",
            "Repeat with --tcp-established to keep them, or with --tcp-close to close them."),
        new(
            "Some file locks are hold by dumping tasks",
            "The container holds file locks.",
            "Repeat with --file-locks."),
        new(
            "Can't lookup mount=",
            "A descriptor of the container leads to a file of the host that is outside its root file system.",
            "Start it so that standard input, output and error are pipes or /dev/null, and pass it no host files."),
        new(
            "No mapping for",
            "A mount of the checkpoint has no counterpart here (crun: masked folders).",
            "Restore with the runtime that made the checkpoint; use runc where folders are masked."),
        new(
            "has bad mode",
            "A file that is open in the checkpoint has other permission bits on this host.",
            "Use the same image on both hosts; for the root folder itself CRIU's skip-file-rwx-check ignores it."),
        new(
            "has bad size",
            "A file that is open in the checkpoint has another size on this host.",
            "Use the same image and the same volume content as at the checkpoint."),
        new(
            "has bad build-id",
            "A program that runs in the checkpoint is another build on this host.",
            "Use the same image as at the checkpoint."),
        new(
            "page-pipe: splice",
            "CRIU could not enlarge its pipes, because it runs without CAP_SYS_RESOURCE.",
            "Run: sysctl -w fs.pipe-max-size=4194304"),
        new(
            "missing some of the features",
            "Kernel or CRIU lack a feature that was asked for.",
            "Run criu check --feature NAME for each; tracking of changed memory needs CONFIG_MEM_SOFT_DIRTY."),
        new(
            "CRIU is missing features",
            "Kernel or CRIU lack a feature that was asked for.",
            "Run criu check --feature NAME for each; tracking of changed memory needs CONFIG_MEM_SOFT_DIRTY."),
        new(
            "Dirty tracking is OFF",
            "This kernel does not track changed memory pages (CONFIG_MEM_SOFT_DIRTY).",
            "Checkpoint without a pre-checkpoint."),
        new(
            "cgroups in hybrid mode not supported",
            "This crun refuses hosts where cgroup v1 and v2 are mixed.",
            "Use runc (--runtime runc), or boot the host with cgroup v2 only."),
        new(
            "error setting rlimit type",
            "A process limit is above what this host may grant.",
            "Lower it with --ulimit, or run with CAP_SYS_RESOURCE."),
        new(
            "Can't get rlimit",
            "CRIU may not read the limits of processes of another user: this host withholds CAP_SYS_RESOURCE.",
            "Run Gantry with CAP_SYS_RESOURCE, or the container as root (--user 0)."),
        new(
            "Can't fork for",
            "A process number of the checkpoint is taken on this host.",
            "End the process that has it, or make the checkpoint of a container with its own numbers (--pid private)."),
        new(
            "External socket is used",
            "The container talks through a Unix socket to a process outside of it.",
            "Close that connection before the checkpoint."),
        new(
            "Can't dump half of stream unix connection",
            "The container talks through a Unix socket to a process outside of it.",
            "Close that connection before the checkpoint."),
        new(
            "Can't create socket: Address already in use",
            "A port or address of the checkpoint is in use on this host.",
            "Stop what uses it, or restore elsewhere."),
        new(
            "Can't bind inet socket",
            "An address or port of the checkpoint is not available on this host.",
            "Give the container the same address, or free the port."),
        new(
            "Pid 1 do not match",
            "A process number of the checkpoint is taken.",
            "Restore into a container with its own process numbers (--pid private)."),
        new(
            "No space left on device",
            "The file system that takes the checkpoint is full.",
            "Free space, or use another folder with --root or --tmpdir."),
        new(
            "cpu capabilities do not match",
            "The processor of this host lacks features that the container's processes were using.",
            "Restore on a host with the same or a newer processor."),
        new(
            "Can't dump ghost file",
            "The container has a large file open that was deleted; CRIU takes such files along only up to a limit.",
            "Close the file, or raise the limit: a line \"ghost-limit 1073741824\" in the file that org.criu.config names."),
        new(
            "Can't create link remap",
            "The container has a file open whose name was deleted while other names of it exist.",
            "Close the file, or allow CRIU to make a name for it: \"link-remap\" in the file that org.criu.config names."),
        new(
            "Open files on overmounted mounts are not supported",
            "The container has a file open that lies under another mount.",
            "Close the file, or do not mount over its folder."),
        new(
            "doesn't have a proper root mount",
            "A folder of the host is mounted in the container, and CRIU was not told about it.",
            "Mount it through the engine (--volume), not with mount in the container."),
        new(
            "Nested mount namespaces are not supported",
            "A process in the container has made a mount namespace of its own.",
            "End that process (often a program's own sandbox) before the checkpoint."),
        new(
            "Can't dump nested",
            "A process in the container has made namespaces of its own.",
            "End that process, often a container within the container or a browser's sandbox, before the checkpoint."),
        new(
            "is outside of its pid namespace",
            "A session of the container began outside of it, as with exec on a terminal of the host.",
            "End what was started with \"exec\", then repeat."),
        new(
            "Found dangling tty",
            "A terminal that the container uses belongs to a process outside of it.",
            "Start the container without --tty, or detach what was attached with a terminal of its own."),
        new(
            "Don't have tty to inherit session from",
            "The checkpoint has a terminal, and the restore offers none.",
            "Restore with the engine that made it; its monitor brings the terminal."),
        new(
            "is not a session leader",
            "The container's first process belongs to a session of the host.",
            "Start the container anew through the engine."),
        new(
            "intersects with",
            "A number of a session or process group in the checkpoint is taken on this host.",
            "Restore into a container with its own process numbers (--pid private)."),
        new(
            "Can't dump file",
            "The container has a file open of a kind that CRIU cannot take along, a device for example.",
            "Close it, or start the container without the device."),
        new(
            "Unsupported proto",
            "The container has a socket of a protocol that CRIU cannot take along.",
            "Close the socket; the line names the protocol's number."),
        new(
            "consider using \"GODEBUG=multipathtcp=0\"",
            "A Go program uses multipath TCP, which CRIU cannot take along.",
            "Start the container with --env GODEBUG=multipathtcp=0."),
        new(
            "Control messages in queue",
            "A Unix socket holds descriptors or credentials that have been sent and not yet received.",
            "Repeat the checkpoint when the container is quiet."),
        new(
            "Can't dump name-less external socket",
            "The container has a Unix socket without a name to a process outside of it.",
            "Close that connection before the checkpoint."),
        new(
            "Dangling connection",
            "A Unix socket of the container was connected to one that is gone.",
            "Let the program close the socket, then repeat."),
        new(
            "with filter on-board",
            "A socket has a filter in the kernel (BPF) that CRIU cannot read.",
            "Stop what captures packets in the container."),
        new(
            "running in 32-bit mode",
            "A process in the container is a 32-bit program.",
            "Use a 64-bit program, or a CRIU that was built for 32-bit ones."),
        new(
            "with LDT descriptors",
            "A process uses processor segments of its own, as Wine and some old programs do.",
            "There is no way to take it along."),
        new(
            "with a pending SIGTRAP",
            "A debugger was at work in the container.",
            "Detach the debugger."),
        new(
            "task not stopped after seize",
            "CRIU could not stop a process of the container.",
            "Detach debuggers and tracers such as strace, then repeat."),
        new(
            "Unable to interrupt task",
            "CRIU could not stop a process: something else traces it, or the kernel does not allow it.",
            "Detach debuggers and tracers; otherwise give CAP_SYS_PTRACE."),
        new(
            "failed to suspend seccomp",
            "The kernel does not let CRIU lift the container's system call filter for the moment of the dump.",
            "Give CAP_SYS_ADMIN in the host's user namespace, or start it with --security-opt seccomp=unconfined."),
        new(
            "Can't infect",
            "CRIU could not run its code inside a process; the lines before it say why.",
            "Look for security modules, tracers or a system call filter that stand in the way."),
        new(
            "Sysv shmem",
            "The container uses System V shared memory in a way that CRIU cannot take along.",
            "Detach it before the checkpoint."),
        new(
            "doesn't live in IPC ns",
            "The container uses System V shared memory of the host.",
            "Start it with --ipc private."),
        new(
            "Time namespaces are not supported",
            "The checkpoint holds a time namespace, and this kernel has none.",
            "Restore on a kernel from 5.11 on with CONFIG_TIME_NS."),
        new(
            "Lazy pages are not available",
            "This kernel cannot fetch memory on demand (userfaultfd).",
            "Migrate without post-copy, or use a kernel with CONFIG_USERFAULTFD."),
        new(
            "Non-cooperative UFFD is not supported",
            "This kernel cannot fetch memory on demand for processes that fork.",
            "Migrate without post-copy."),
        new(
            "Tracking memory is not available",
            "This kernel does not track changed memory pages (CONFIG_MEM_SOFT_DIRTY).",
            "Checkpoint without a pre-checkpoint."),
        new(
            "No parent for snapshot pagemap",
            "The checkpoint builds on a pre-checkpoint that is not here.",
            "Import with --import-previous."),
        new(
            "in parent pagemap",
            "The pre-checkpoint is not the one that the checkpoint builds on.",
            "Import the archive of the pre-checkpoint that was made just before it."),
        new(
            "Neither a cgroupv1 (freezer.state) or cgroupv2",
            "The container's control group has no freezer.",
            "Mount the freezer controller, or boot with cgroup v2."),
        new(
            "Iptables configuration failed",
            "CRIU could not close the network while connections are saved: iptables-restore is missing or too old.",
            "Install iptables, or let CRIU use nftables (\"network-lock nftables\" in the file that org.criu.config names)."),
        new(
            "no legacy version present",
            "The checkpoint's firewall rules are for the older iptables, which this host does not have.",
            "Install the legacy iptables commands."),
        new(
            "CR not supported on current kernel",
            "The kernel is older than CRIU needs.",
            "Use a newer kernel."),
        new(
            "Diag module missing",
            "The kernel lacks a module by which CRIU sees sockets (inet_diag, unix_diag, …).",
            "Load it: modprobe inet_diag tcp_diag udp_diag unix_diag netlink_diag af_packet_diag"),
        new(
            "Not supported images version",
            "The checkpoint was made by another generation of CRIU.",
            "Restore with the CRIU that made it, or a newer one."),
        new(
            "Core march mismatch",
            "The checkpoint was made on another kind of processor.",
            "Restore on a host with the processor architecture of the source."),
        new(
            "Image carries unknown capability version",
            "The checkpoint was made by a newer CRIU.",
            "Restore with a CRIU that is at least as new."),
        new(
            "Missing required plugin",
            "The checkpoint needs a plugin of CRIU, for a GPU for example.",
            "Install the plugin that the line names."),
        new(
            "has uprobes vma",
            "A tracer has put probes into a program of the container.",
            "Stop the tracer (perf, bpftrace), then repeat."),
        new(
            "Setting loginuid",
            "CRIU may not set the login user of the container's first process.",
            "Give CAP_AUDIT_CONTROL."),
        new(
            "executable file not found in $PATH",
            "The program that the container is to run is not in its image.",
            "Check the command, or the image."),
        new(
            "exec user process caused",
            "The program that the container is to run is not for this machine, or its interpreter is missing.",
            "Check the architecture of the image, and the first line of scripts."),
        new(
            "to cgroup.procs",
            "The container's control group cannot take processes.",
            "Remove leftovers below /sys/fs/cgroup, or choose another --cgroup-parent."),
        new(
            ".scope not loaded",
            "The manager systemd does not know the container's control group.",
            "Use --cgroup-manager cgroupfs, or start systemd's manager."),
        new(
            "conmon: option parsing failed",
            "This conmon is older than the engine needs.",
            "Run eng/setup.sh to install a newer one."),
        new(
            "libcriu.so",
            "This crun was built to use libcriu and cannot find it.",
            "Run eng/setup.sh, or use runc."),
    ];

    /// <summary>The first entry whose pattern <paramref name="text"/> contains; null when there is none.</summary>
    public static Explanation? Find(string text) =>
        Array.Find(s_table, entry => text.Contains(entry.Pattern, StringComparison.OrdinalIgnoreCase));
}
