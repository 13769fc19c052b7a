using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>What <c>pull</c> fetches, read from the form <c>TRANSPORT:DETAILS</c> (containers-transports(5)).</summary>
internal abstract record PullSource
{
    private const string Separator = ":";

    /// <summary>Absolute path of the file or folder that a source on this machine is.</summary>
    public string LocalPath => this switch
    {
        Layout(var path, _) => path,
        LayoutArchive(var path, _) => path,
        DockerArchive(var path, _) => path,
        Folder(var path) => path,
        _ => throw new InvalidOperationException("An image in a registry has no path."),
    };

    private PullSource()
    {
    }

    /// <summary>Reads a source; one without transport is a registry's image.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the name is malformed, or the transport unknown or not supported.
    /// </exception>
    public static PullSource Parse(string text)
    {
        var colon = text.IndexOf(Separator, StringComparison.Ordinal);
        var transport = colon < 0 ? "" : text[..colon];
        var rest = text[(colon + 1)..];
        return transport switch
        {
            "docker" => rest.StartsWith("//", StringComparison.Ordinal)
                ? new Registry(ImageReference.ParseDocker(rest[2..]), rest[2..])
                : throw Invalid(text, "it must be docker://NAME"),
            "oci" => WithWanted(text, rest, (path, wanted) => new Layout(path, wanted)),
            "oci-archive" => WithWanted(text, rest, (path, wanted) => new LayoutArchive(path, wanted)),
            "docker-archive" => WithWanted(text, rest, (path, wanted) => new DockerArchive(path, wanted)),
            "dir" => new Folder(AbsolutePath(text, rest)),
            "containers-storage" or "docker-daemon" or "ostree" or "sif" or "tarball" => throw Invalid(
                text,
                $"the transport \"{transport}\" is not supported; "
                + "use docker://, oci:, oci-archive:, dir: or docker-archive:"),
            _ => new Registry(ImageReference.ParseDocker(text), text),
        };
    }

    private static PullSource WithWanted(string text, string rest, Func<string, string?, PullSource> make)
    {
        var colon = rest.IndexOf(Separator, StringComparison.Ordinal);
        return colon < 0
            ? make(AbsolutePath(text, rest), null)
            : make(AbsolutePath(text, rest[..colon]), rest[(colon + 1)..] is { Length: > 0 } wanted ? wanted : null);
    }

    private static string AbsolutePath(string text, string path) =>
        path.Length > 0 ? Path.GetFullPath(path) : throw Invalid(text, "a path is missing");

    private static GantryException Invalid(string text, string reason) =>
        new(ErrorCode.Invalid, $"Cannot pull \"{text}\": {reason}.");

    /// <summary>An image in a registry.</summary>
    /// <param name="Reference">Its full name.</param>
    /// <param name="Written">The name as the user wrote it, to look it up here.</param>
    internal sealed record Registry(ImageReference Reference, string Written) : PullSource;

    /// <summary>An OCI layout folder.</summary>
    /// <param name="Path">Absolute path.</param>
    /// <param name="Wanted">Reference name of the wanted entry. Null: all.</param>
    internal sealed record Layout(string Path, string? Wanted) : PullSource;

    /// <summary>An OCI layout as a tar file.</summary>
    /// <param name="Path">Absolute path.</param>
    /// <param name="Wanted">Reference name of the wanted entry. Null: all.</param>
    internal sealed record LayoutArchive(string Path, string? Wanted) : PullSource;

    /// <summary>A docker-archive.</summary>
    /// <param name="Path">Absolute path.</param>
    /// <param name="Wanted">Name of the wanted image. Null: all.</param>
    internal sealed record DockerArchive(string Path, string? Wanted) : PullSource;

    /// <summary>A <c>dir:</c> folder.</summary>
    /// <param name="Path">Absolute path.</param>
    internal sealed record Folder(string Path) : PullSource;
}
