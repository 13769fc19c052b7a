using Gantry.Engine.Model;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What the entries of <c>--security-opt</c> mean together.</summary>
internal sealed record SecurityOptions
{
    /// <summary>A program cannot gain privileges by execve(2).</summary>
    public bool NoNewPrivileges { get; private init; }

    /// <summary>Path of a seccomp profile, or <c>unconfined</c>. Null: the default profile.</summary>
    public string? Seccomp { get; private init; }

    /// <summary>Name of an AppArmor profile, or <c>unconfined</c>. Null: not said.</summary>
    public string? AppArmor { get; private init; }

    /// <summary>SELinux label options as typed, e.g. <c>disable</c>.</summary>
    public IReadOnlyList<string> Labels { get; private init; } = [];

    /// <summary>Further paths that cannot be read.</summary>
    public IReadOnlyList<string> Masked { get; private init; } = [];

    /// <summary>Patterns of paths that stay readable and writable; <c>ALL</c> for all.</summary>
    public IReadOnlyList<string> Unmasked { get; private init; } = [];

    /// <summary>Mount options of /proc. Null: the default ones.</summary>
    public IReadOnlyList<string>? ProcOptions { get; private init; }

    /// <summary>Reads the entries; the last one of a kind wins, masks and labels add up.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static SecurityOptions Parse(IReadOnlyList<string> entries) =>
        entries.Aggregate(new SecurityOptions(), (options, entry) => options.With(entry));

    private SecurityOptions With(string entry)
    {
        if (entry == "no-new-privileges")
        {
            return this with { NoNewPrivileges = true };
        }

        // Docker's older syntax has ':' for '='.
        var separator = entry.IndexOf('=', StringComparison.Ordinal);
        separator = separator >= 0 ? separator : entry.IndexOf(':', StringComparison.Ordinal);
        if (separator < 0)
        {
            throw Bad(entry);
        }

        var value = entry[(separator + 1)..];
        return entry[..separator] switch
        {
            "apparmor" => this with { AppArmor = value },
            "label" => this with { Labels = [.. Labels, value] },
            "mask" => this with { Masked = [.. Masked, .. value.Split(':').Select(path => RequirePath(path, entry))] },
            "unmask" => this with { Unmasked = [.. Unmasked, .. value.Split(':')] },
            "systempaths" when value == "unconfined" => this with { Unmasked = [.. Unmasked, "ALL"] },
            "proc-opts" => this with { ProcOptions = value.Split(',') },
            "seccomp" => this with { Seccomp = value },
            "no-new-privileges" when bool.TryParse(value, out var isOn) => this with { NoNewPrivileges = isOn },
            _ => throw Bad(entry),
        };
    }

    private static string RequirePath(string path, string entry) =>
        path.StartsWith('/') ? path : throw Bad(entry);

    private static GantryException Bad(string entry) =>
        new(ErrorCode.Invalid, $"invalid --security-opt: \"{entry}\"");
}
