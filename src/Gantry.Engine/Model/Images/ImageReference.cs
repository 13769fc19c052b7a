using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Gantry.Engine.Model.Images;

/// <summary>
/// An image's name, <c>registry/path[:tag][@digest]</c>, by the grammar of the distribution project
/// (github.com/distribution/reference, reference.go).
/// </summary>
public sealed partial record ImageReference
{
    private const string DefaultTag = "latest";
    private const string DockerRegistry = "docker.io";
    private const string LocalRegistry = "localhost";
    private const int MaximumNameLength = 255;

    // Name, ":", tag of 128, "@sha256:" and 64 digits; bounds the matching of hostile text.
    private const int MaximumLength = 512;

    private ImageReference(string registry, string path, string? tag, Digest? digest)
    {
        Registry = registry;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host name and port of the registry, or <c>localhost</c>; empty in a short name.</summary>
    public string Registry { get; }

    /// <summary>Path of the repository in its registry.</summary>
    public string Path { get; }

    /// <summary>Tag, or null.</summary>
    public string? Tag { get; }

    /// <summary>Digest of the manifest, or null.</summary>
    public Digest? Digest { get; }

    /// <summary>Whether no registry was given.</summary>
    public bool IsShort => Registry.Length == 0;

    /// <summary>Registry and path without tag and digest.</summary>
    public string Repository => IsShort ? Path : $"{Registry}/{Path}";

    /// <summary>Reads a reference as written: nothing is added.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, in the words of Podman.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference) ? reference : throw InvalidReference(text);

    /// <summary>Reads a reference as written; false when it breaks the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var match = Grammar().Match(text is { Length: <= MaximumLength } ? text : "");
        if (!match.Success)
        {
            return false;
        }

        var (registry, path) = SplitRegistry(match.Groups["name"].Value);
        var digestText = match.Groups["digest"];
        Digest? digest = null;
        if (digestText.Success)
        {
            if (!Model.Digest.TryParse(digestText.Value, out var parsed))
            {
                return false;
            }

            digest = parsed;
        }

        var isHost = registry.Length == 0 || HostGrammar().IsMatch(registry);
        if (!isHost || !PathGrammar().IsMatch(path) || match.Groups["name"].Length > MaximumNameLength)
        {
            return false;
        }

        var tag = match.Groups["tag"];
        reference = new ImageReference(registry, path, tag.Success ? tag.Value : null, digest);
        return true;
    }

    /// <summary>
    /// Reads the name for an image made or loaded here: a short name gets <c>localhost/</c>, a name without tag
    /// and digest gets <c>:latest</c>.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, in the words of Podman.</exception>
    public static ImageReference ParseLocal(string text)
    {
        var reference = Parse(text);
        return (reference.IsShort ? reference.In(LocalRegistry) : reference).WithDefaultTag();
    }

    /// <summary>
    /// Reads a name as Docker does: a short name is one of Docker's registry, in <c>library/</c> when it has one part.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, in the words of Podman.</exception>
    public static ImageReference ParseDocker(string text)
    {
        var reference = Parse(text);
        return (reference.IsShort ? reference.InDockerRegistry() : reference.WithLibrary()).WithDefaultTag();
    }

    /// <summary>
    /// The full names that <paramref name="text"/> may mean, best first: as written, then <c>localhost/</c>, then
    /// Docker's registry. All have a tag or a digest.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, in the words of Podman.</exception>
    public static IReadOnlyList<ImageReference> Candidates(string text)
    {
        var reference = Parse(text);
        return reference.IsShort
            ? [reference.In(LocalRegistry).WithDefaultTag(), reference.InDockerRegistry().WithDefaultTag()]
            : [reference.WithLibrary().WithDefaultTag()];
    }

    /// <summary>The same name with <c>:latest</c> when it has neither tag nor digest.</summary>
    public ImageReference WithDefaultTag() =>
        Tag is null && Digest is null ? new ImageReference(Registry, Path, DefaultTag, null) : this;

    /// <summary>The reference in its usual form.</summary>
    public override string ToString() =>
        Repository + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    // distribution/reference, normalize.go, splitDockerDomain: the part before the first slash is a host only when
    // it looks like one.
    private static (string Registry, string Path) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return ("", name);
        }

        var first = name[..slash];
        var isHost =
            first == LocalRegistry || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsAsciiLetterUpper);
        return isHost ? (first == "index.docker.io" ? DockerRegistry : first, name[(slash + 1)..]) : ("", name);
    }

    private static GantryException InvalidReference(string text)
    {
        var name = text.Split('@')[0];
        return TryParse(name.ToLowerInvariant(), out _)
            ? new GantryException(
                ErrorCode.Invalid,
                $"parsing reference \"{text}\": invalid reference format: repository name must be lowercase")
            : new GantryException(ErrorCode.Invalid, $"parsing reference \"{text}\": invalid reference format");
    }

    private ImageReference In(string registry) => new(registry, Path, Tag, Digest);

    private ImageReference InDockerRegistry() => In(DockerRegistry).WithLibrary();

    private ImageReference WithLibrary() =>
        Registry == DockerRegistry && !Path.Contains('/', StringComparison.Ordinal)
            ? new ImageReference(Registry, "library/" + Path, Tag, Digest)
            : this;

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]*?)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
            + @"(?:@(?<digest>[a-z0-9]+:[0-9a-f]+))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex HostGrammar();

    [GeneratedRegex(
        @"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PathGrammar();
}
