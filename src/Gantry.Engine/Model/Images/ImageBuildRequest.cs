namespace Gantry.Engine.Model.Images;

/// <summary>Makes an image that differs from another one by its metadata only.</summary>
public sealed record ImageBuildRequest
{
    /// <summary>Content of the Containerfile: FROM, then CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR.</summary>
    public required string File { get; init; }

    /// <summary>Names of the new image; a short one gets <c>localhost/</c>. Empty: it has none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Is told each step as it is written in the file, before it is done.</summary>
    public Action<int, int, string> OnStep { get; init; } = (_, _, _) => { };
}
