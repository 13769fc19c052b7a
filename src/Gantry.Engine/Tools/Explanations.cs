namespace Gantry.Engine.Tools;

/// <summary>
/// What CRIU's and the runtimes' errors mean and what to do: found by experiment, each cause once. The first pattern
/// that the text contains decides, so the more specific stand first.
/// </summary>
internal static class Explanations
{
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
    ];

    /// <summary>Cause and remedy, two sentences, for the first pattern that <paramref name="text"/> contains; else null.</summary>
    public static string? Explain(string text) =>
        Array.Find(s_table, entry => text.Contains(entry.Pattern, StringComparison.OrdinalIgnoreCase)) is { } found
            ? $"{found.Cause} {found.Remedy}"
            : null;

    private sealed record Explanation(string Pattern, string Cause, string Remedy);
}
