using System.Collections.Immutable;
using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>
/// The options of the local driver, understood (podman-volume-create(1)): <c>type</c>, <c>device</c> and <c>o</c> as
/// for mount(8); <c>uid</c> and <c>gid</c>, also inside <c>o</c>; <c>nocopy</c>.
/// </summary>
internal sealed record VolumeOptions
{
    private const string Type = "type";
    private const string Device = "device";

    /// <summary>
    /// What is kept on record: the options as given and, as Podman adds them, <c>UID</c> and <c>GID</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Stored { get; init; }

    /// <summary>Owner of the volume's root; null: decided when it is first mounted.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group of the volume's root; null: decided when it is first mounted.</summary>
    public uint? Gid { get; init; }

    /// <summary>It never receives the image's content.</summary>
    public bool NoCopy { get; init; }

    /// <summary>File system type; empty for none and for a bind mount.</summary>
    public string FileSystemType { get; init; } = "";

    /// <summary>What is mounted; null when nothing is.</summary>
    public string? Source { get; init; }

    /// <summary>Options for mount(8), separated by commas; empty for none.</summary>
    public string MountOptions { get; init; } = "";

    /// <summary>Its content is mounted on its folder while in use.</summary>
    public bool NeedsMount => Source is not null;

    /// <summary>Understands and checks options.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: an unknown or malformed option. <see cref="ErrorCode.Incompatible"/>: a size,
    /// which needs project quotas.
    /// </exception>
    public static VolumeOptions Parse(IReadOnlyDictionary<string, string> options)
    {
        var given = options.ToDictionary(o => o.Key.ToLowerInvariant(), o => o.Value, StringComparer.Ordinal);
        RequireKnown(options);
        var inner = given.GetValueOrDefault("o", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var type = given.GetValueOrDefault(Type, "");
        var source = given.GetValueOrDefault(Device, "") is { Length: > 0 } device ? device : type;
        var isMounted = source.Length > 0;
        if (!isMounted)
        {
            RequireUnmounted(given, inner);
        }

        var uid = Number("uid", given, inner);
        var gid = Number("gid", given, inner);
        var isBind = type == "bind" || inner.Contains("bind") || inner.Contains("rbind");
        if (type == "bind" && !Path.Exists(source))
        {
            throw Invalid($"invalid volume option device for driver 'local': stat {source}: no such file or directory");
        }

        return new VolumeOptions
        {
            Stored = WithOwner(options, uid, gid),
            Uid = uid,
            Gid = gid,
            NoCopy = given.ContainsKey("nocopy"),
            FileSystemType = isBind || type == "none" ? "" : type,
            Source = isMounted ? source : null,
            MountOptions = string.Join(',', type == "bind" ? inner.Prepend("bind").Distinct() : inner),
        };
    }

    private static void RequireKnown(IReadOnlyDictionary<string, string> options)
    {
        foreach (var key in options.Keys)
        {
            if (key.ToLowerInvariant() is not (Type or Device or "o" or "uid" or "gid" or "size" or "inodes"
                or "noquota" or "copy" or "nocopy"))
            {
                throw Invalid($"invalid mount option {key} for driver 'local'");
            }
        }
    }

    private static void RequireUnmounted(IReadOnlyDictionary<string, string> given, string[] inner)
    {
        if (inner.Select(Key).Concat(given.Keys).Any(key => key is "size" or "inodes"))
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                "volume options size and inodes not supported. Filesystem does not support Project Quota");
        }

        if (inner.FirstOrDefault(option => Key(option) is not ("uid" or "gid" or "noquota")) is { } other)
        {
            throw Invalid($"volume option \"o={other}\" is for a mount: give type or device too");
        }
    }

    private static string Key(string option) => option.Split('=', 2)[0].ToLowerInvariant();

    private static uint? Number(string key, IReadOnlyDictionary<string, string> given, string[] inner)
    {
        var text = inner.LastOrDefault(option => Key(option) == key) is { } option
            ? option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..]
            : given.GetValueOrDefault(key);
        return text is null ? null
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Invalid($"cannot convert volume {key} \"{text}\" to a number");
    }

    private static ImmutableSortedDictionary<string, string> WithOwner(
        IReadOnlyDictionary<string, string> options, uint? uid, uint? gid)
    {
        var stored = options.ToImmutableSortedDictionary(StringComparer.Ordinal);
        stored = uid is { } user && !options.ContainsKey("uid") ? stored.SetItem("UID", Text(user)) : stored;
        return gid is { } group && !options.ContainsKey("gid") ? stored.SetItem("GID", Text(group)) : stored;

        static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static GantryException Invalid(string message) => new(ErrorCode.Invalid, message + ": invalid argument");
}
