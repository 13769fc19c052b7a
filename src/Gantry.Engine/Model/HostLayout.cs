using System.Text;

namespace Gantry.Engine.Model;

/// <summary>The paths of one installation, computed from its options; touches no file.</summary>
public sealed class HostLayout(EngineOptions options)
{
    private const string DefaultRoot = "/var/lib/gantry";

    /// <summary>The database.</summary>
    public string Database => Path.Join(Root, "gantry.db");

    /// <summary>The secret by which this installation knows its own archives.</summary>
    public string InstallationKey => Path.Join(Root, "installation.key");

    /// <summary>Durable state.</summary>
    public string Root { get; } = options.Root;

    /// <summary>State that a reboot clears.</summary>
    public string RunRoot { get; } = options.RunRoot;

    /// <summary>Image blobs by digest.</summary>
    public string Blobs => Path.Join(Root, "blobs", "sha256");

    /// <summary>Unpacked layers by chain id.</summary>
    public string Layers => Path.Join(Root, "layers");

    /// <summary>Root file system of pods' infra containers.</summary>
    public string Pause => Path.Join(Root, "pause");

    /// <summary>All containers' folders.</summary>
    public string Containers => Path.Join(Root, "containers");

    /// <summary>All volumes' folders.</summary>
    public string Volumes => Path.Join(Root, "volumes");

    /// <summary>Short-lived files on the same file system as <see cref="Root"/> unless told otherwise.</summary>
    public string Temporary { get; } = options.TemporaryDirectory ?? Path.Join(options.Root, "tmp");

    /// <summary>Lock files.</summary>
    public string Locks => Path.Join(RunRoot, "locks");

    /// <summary>Whether this is the installation that commands without <c>--root</c> use.</summary>
    public bool IsDefault => Root == DefaultRoot;

    /// <summary>Named network namespaces, one per container id.</summary>
    public string NetworkNamespaces => Path.Join(RunRoot, "netns");

    /// <summary>State of the name service for containers.</summary>
    public string NameService => Path.Join(RunRoot, "networks");

    /// <summary>Where conmon writes exit codes, one file per container id.</summary>
    public string Exits => Path.Join(RunRoot, "exits");

    /// <summary>Sockets for attach, one folder per container id.</summary>
    public string Sockets => Path.Join(RunRoot, "sockets");

    /// <summary>The runtime's own state folder (<c>runc --root</c>).</summary>
    public string RuntimeState => Path.Join(RunRoot, "runtime");

    /// <summary>What programs said about themselves, so that they are asked once.</summary>
    public string ToolAnswers => Path.Join(RunRoot, "tools");

    /// <summary>Logs of failed restores.</summary>
    public string Logs => Path.Join(Root, "logs");

    /// <summary>Event log.</summary>
    public string Events => Path.Join(RunRoot, "events.log");

    /// <summary>
    /// Cgroup parent of containers that ask for none. Differs by root, so that one container id on two
    /// installations of one machine (a migration in tests) has two cgroups.
    /// </summary>
    public string CgroupParent =>
        IsDefault ? "/gantry" : "/gantry-" + Digest.Of(Encoding.UTF8.GetBytes(Root)).Hex[..8];

    /// <summary>
    /// Folder on a file system in memory for checkpoints that are in an archive as well; a reboot clears it.
    /// </summary>
    public string MemoryCheckpoints => "/dev/shm" + CgroupParent;

    /// <summary>The container's folder there.</summary>
    public string MemoryCheckpoint(ContainerId id) => Path.Join(MemoryCheckpoints, id.ToString());

    /// <summary>The container's durable folder.</summary>
    public string Container(ContainerId id) => Path.Join(Containers, id.ToString());

    /// <summary>The OCI bundle: config.json, ctr.log, checkpoint/, shm/, artifacts/. Podman calls it the static dir.</summary>
    public string Bundle(ContainerId id) => Path.Join(Container(id), "userdata");

    /// <summary>Upper directory of the container's overlay.</summary>
    public string Upper(ContainerId id) => Path.Join(Container(id), "upper");

    /// <summary>Work directory of the container's overlay.</summary>
    public string Work(ContainerId id) => Path.Join(Container(id), "work");

    /// <summary>Mount point of the container's root file system.</summary>
    public string Merged(ContainerId id) => Path.Join(Container(id), "merged");

    /// <summary>Mount point of the container's /dev/shm.</summary>
    public string Shm(ContainerId id) => Path.Join(Bundle(id), "shm");

    /// <summary>The container's log file for file log drivers.</summary>
    public string Log(ContainerId id) => Path.Join(Bundle(id), "ctr.log");

    /// <summary>The container's volatile folder: pid files, hosts, hostname, resolv.conf, .containerenv.</summary>
    public string Run(ContainerId id) => Path.Join(RunRoot, "containers", id.ToString());

    /// <summary>Options for CRIU, while a container is being dumped or restored.</summary>
    public string CriuConfiguration(ContainerId id) => Path.Join(Run(id), "criu.conf");

    /// <summary>The container's network namespace, when it has networks.</summary>
    public string NetworkNamespace(ContainerId id) => Path.Join(NetworkNamespaces, id.ToString());

    /// <summary>Content of a volume with the local driver.</summary>
    public string VolumeData(string name) => Path.Join(Volumes, name, "_data");
}
