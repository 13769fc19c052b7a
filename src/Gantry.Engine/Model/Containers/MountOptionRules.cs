namespace Gantry.Engine.Model.Containers;

/// <summary>Which mount options a person may type and which exclude each other, with Podman's messages.</summary>
internal static class MountOptionRules
{
    private static readonly (string[] Options, string Wording)[] s_exclusive =
    [
        (["noexec", "exec"], "'noexec' or 'exec'"),
        (["nodev", "dev"], "'nodev' or 'dev'"),
        (["nosuid", "suid"], "'nosuid' or 'suid'"),
        (["rw", "ro"], "'rw' or 'ro'"),
        (["z", "Z"], "'z', 'Z', or 'O'"),
        (["U"], "'U'"),
        (
            ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"],
            "'[r]shared', '[r]private', '[r]slave' or '[r]unbindable'"
        ),
        (["bind", "rbind"], "'[r]bind'"),
        (["copy", "nocopy"], "'copy' or 'nocopy'"),
    ];

    private static readonly (string[] Options, string Wording)[] s_tmpfsExclusive =
    [
        (["noexec", "exec"], "'noexec' or 'exec'"),
        (["nodev", "dev"], "'nodev' or 'dev'"),
        (["nosuid", "suid"], "'nosuid' or 'suid'"),
        (["rw", "ro"], "'rw' or 'ro'"),
        (["U"], "'U'"),
        (
            ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"],
            "'[r]shared', '[r]private', '[r]slave' or '[r]unbindable'"
        ),
        (["tmpcopyup", "notmpcopyup"], "'tmpcopyup' or 'notmpcopyup'"),
        (["size"], "'size'"),
        (["mode"], "'mode'"),
    ];

    /// <summary>The options of a bind or volume mount without those that mean nothing on Linux.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static IReadOnlyList<string> RequireValid(IReadOnlyList<string> options) =>
        RequireExclusive([.. options.Where(HasMeaning)], s_exclusive, option => option);

    /// <summary>The options of a memory file system without those that mean nothing on Linux.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static IReadOnlyList<string> RequireValidForTmpfs(IReadOnlyList<string> options) =>
        RequireExclusive([.. options.Where(HasMeaning)], s_tmpfsExclusive, option => option.Split('=')[0]);

    private static bool HasMeaning(string option) =>
        option is not ("cached" or "delegated" or "consistency")
        && !option.StartsWith("consistency=", StringComparison.Ordinal);

    private static string[] RequireExclusive(
        string[] options, (string[] Options, string Wording)[] groups, Func<string, string> nameOf)
    {
        foreach (var option in options)
        {
            RequireKnown(option, nameOf(option), groups);
        }

        foreach (var (members, wording) in groups)
        {
            if (options.Count(option => members.Contains(nameOf(option))) > 1)
            {
                throw new GantryException(
                    ErrorCode.Invalid,
                    $"invalid options \"{string.Join(", ", options)}\", can only specify 1 {wording} option");
            }
        }

        return options;
    }

    private static void RequireKnown(string option, string name, (string[] Options, string Wording)[] groups)
    {
        if (name == "O" || name.StartsWith("upperdir", StringComparison.Ordinal) || name.StartsWith("idmap", StringComparison.Ordinal))
        {
            throw new GantryException(
                ErrorCode.Invalid, $"mount option \"{option}\" is not supported: mount the host path itself");
        }

        if (!groups.Any(group => group.Options.Contains(name)))
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid option type \"{option}\"");
        }
    }
}
