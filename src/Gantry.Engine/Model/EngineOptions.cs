namespace Gantry.Engine.Model;

/// <summary>Where one installation of Gantry keeps its things and which tools it uses. Paths are absolute.</summary>
public sealed record EngineOptions
{
    /// <summary>Durable state: database, images, layers, containers, volumes.</summary>
    public string Root { get; init; } = "/var/lib/gantry";

    /// <summary>State that a reboot clears: locks, sockets, process ids, the runtime's own folder.</summary>
    public string RunRoot { get; init; } = "/run/gantry";

    /// <summary>Name (<c>runc</c>, <c>crun</c>) or absolute path of the OCI runtime. Null: the default, runc.</summary>
    public string? Runtime { get; init; }

    /// <summary>Absolute path of conmon. Null: found in the usual places.</summary>
    public string? Conmon { get; init; }

    /// <summary><c>cgroupfs</c> or <c>systemd</c>.</summary>
    public string CgroupManager { get; init; } = "cgroupfs";

    /// <summary>Folder for short-lived files. Null: <c>tmp</c> below <see cref="Root"/>.</summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Folder of files that declare networks, besides those on record. Null: none.</summary>
    public string? NetworkConfigDirectory { get; init; }

    /// <summary>Where events go: <c>file</c> or <c>none</c>.</summary>
    public string EventsBackend { get; init; } = "file";

    /// <summary>Roots of other installations whose images may be used here; they are only read.</summary>
    public IReadOnlyList<string> ImageStores { get; init; } = [];

    /// <summary>Absolute path of the gantry command, called by conmon when a container exits. Null: this process's own.</summary>
    public string? GantryPath { get; init; }

    /// <summary>The global flags to repeat when Gantry starts itself again for this installation.</summary>
    public IReadOnlyList<string> ToGlobalArguments()
    {
        List<string> arguments =
        [
            "--root", Root, "--runroot", RunRoot, "--cgroup-manager", CgroupManager, "--events-backend", EventsBackend,
        ];
        AddIfSet("--runtime", Runtime);
        AddIfSet("--conmon", Conmon);
        AddIfSet("--tmpdir", TemporaryDirectory);
        AddIfSet("--network-config-dir", NetworkConfigDirectory);
        arguments.AddRange(ImageStores.SelectMany(root => new[] { "--storage-opt", "overlay.imagestore=" + root }));
        return arguments;

        void AddIfSet(string flag, string? value)
        {
            if (value is not null)
            {
                arguments.AddRange([flag, value]);
            }
        }
    }
}
