namespace Gantry.Engine.Model.Containers;

/// <summary>A mount as a person asks for it.</summary>
public abstract partial record MountRequest
{
    private MountRequest(string destination, IReadOnlyList<string> options)
    {
        Destination = destination;
        Options = options;
    }

    /// <summary>Absolute path inside.</summary>
    public string Destination { get; }

    /// <summary>Options as typed: <c>ro z U nocopy rprivate size=…</c>.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>A named volume; an anonymous one when <paramref name="Name"/> is null.</summary>
    public sealed record Volume(string? Name, string Destination, IReadOnlyList<string> Options, string SubPath = "")
        : MountRequest(Destination, Options);

    /// <summary>A host path.</summary>
    public sealed record Bind(string Source, string Destination, IReadOnlyList<string> Options)
        : MountRequest(Destination, Options);

    /// <summary>A memory file system.</summary>
    public sealed record Tmpfs(string Destination, IReadOnlyList<string> Options)
        : MountRequest(Destination, Options);
}
