namespace Gantry.Engine.Containers.Creation;

/// <summary>Fills in the mount options a person did not type, as Podman does.</summary>
internal static class MountOptions
{
    private static readonly string[] s_propagations =
    [
        "private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable",
    ];

    // What the engine acts on itself; no runtime knows them.
    private static readonly string[] s_forEngine = ["U", "z", "Z", "copy", "nocopy"];

    /// <summary>Options of a volume.</summary>
    public static IReadOnlyList<string> ForVolume(IReadOnlyList<string> typed) =>
        ForBind(typed, ["nosuid", "nodev"]);

    /// <summary>Options of a host path.</summary>
    /// <param name="typed">As the person typed them.</param>
    /// <param name="inherited">What the host's mount forbids there; kept unless the person said otherwise.</param>
    public static IReadOnlyList<string> ForBind(IReadOnlyList<string> typed, IReadOnlyList<string> inherited) =>
    [
        .. Common(typed, inherited),
        .. typed.Contains("bind") || typed.Contains("rbind") ? (string[])[] : ["rbind"],
    ];

    /// <summary>Options of a memory file system.</summary>
    public static IReadOnlyList<string> ForTmpfs(IReadOnlyList<string> typed) =>
    [
        .. Common(typed, ["nosuid", "nodev"]).Where(option => option != "notmpcopyup"),
        .. typed.Contains("tmpcopyup") || typed.Contains("notmpcopyup") ? (string[])[] : ["tmpcopyup"],
    ];

    /// <summary>The options that the runtime gets.</summary>
    public static IReadOnlyList<string> ForRuntime(IReadOnlyList<string> options) =>
        [.. options.Where(option => !s_forEngine.Contains(option))];

    /// <summary>As <see cref="ForRuntime(IReadOnlyList{string})"/> for a memory file system, which <c>U</c> gives to the user.</summary>
    public static IReadOnlyList<string> ForRuntime(IReadOnlyList<string> options, ProcessUser owner) =>
    [
        .. options.SelectMany(
            option => option == "U" ? (string[])[$"uid={owner.Uid}", $"gid={owner.Gid}"] : [option]),
    ];

    private static List<string> Common(IReadOnlyList<string> typed, IReadOnlyList<string> inherited)
    {
        List<string> options = [.. typed];
        AddUnlessSaid("rw", "ro");
        if (!typed.Any(s_propagations.Contains))
        {
            options.Add("rprivate");
        }

        AddIfInherited("noexec", "exec");
        AddIfInherited("nosuid", "suid");
        AddIfInherited("nodev", "dev");
        return options;

        void AddUnlessSaid(string option, string opposite)
        {
            if (!typed.Contains(option) && !typed.Contains(opposite))
            {
                options.Add(option);
            }
        }

        void AddIfInherited(string option, string opposite)
        {
            if (inherited.Contains(option))
            {
                AddUnlessSaid(option, opposite);
            }
        }
    }
}
