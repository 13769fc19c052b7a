namespace Gantry.Engine.Model.Containers;

/// <summary>What a person types after <c>--volume</c>, <c>--mount</c> and <c>--tmpfs</c>.</summary>
public abstract partial record MountRequest
{
    /// <summary>Reads <c>[source:]destination[:options]</c> as <c>-v</c> takes it.</summary>
    /// <remarks>
    /// A source that begins with '/' or '.' is a host path, made absolute from the current directory; any other is a
    /// volume's name; none makes an anonymous volume.
    /// </remarks>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static MountRequest ParseVolume(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        if (parts.Length > 3)
        {
            throw Bad($"{text}: incorrect volume format, should be [host-dir:]ctr-dir[:option]");
        }

        if (parts.Length == 1)
        {
            return new Volume(null, ContainerPath.RequireAbsolute(parts[0]), []);
        }

        if (parts[0].Length == 0)
        {
            throw Bad("host directory cannot be empty");
        }

        var options = MountOptionRules.RequireValid(parts.Length == 3 ? parts[2].Split(',') : []);
        return ForSource(parts[0], ContainerPath.RequireAbsolute(parts[1]), options);
    }

    /// <summary>Reads <c>destination[:options]</c> as <c>--tmpfs</c> takes it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static MountRequest ParseTmpfs(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (destination, options) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? (text[..colon], text[(colon + 1)..])
            : (text, "");
        return new Tmpfs(
            ContainerPath.RequireAbsolute(destination),
            MountOptionRules.RequireValidForTmpfs(options.Split(',', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Reads <c>type=bind|volume|tmpfs,key=value…</c> as <c>--mount</c> takes it; without a type a volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static MountRequest ParseMount(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MountFlagParser.Parse(text);
    }

    private static MountRequest ForSource(string source, string destination, IReadOnlyList<string> options)
    {
        if (source[0] is '/' or '.')
        {
            return new Bind(Path.GetFullPath(source), destination, options);
        }

        return ObjectName.IsValid(source)
            ? new Volume(source, destination, options)
            : throw Bad(
                $"\"{source}\" is neither an absolute path nor a valid volume name: names must match "
                + "[a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument");
    }

    private static GantryException Bad(string message) => new(ErrorCode.Invalid, message);
}
