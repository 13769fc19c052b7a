namespace Gantry.Engine.Model.Inspection;

/// <summary>The layers of an image.</summary>
public sealed record RootFileSystemInspection
{
    /// <summary>Always <c>layers</c>.</summary>
    public string Type { get; init; } = "layers";

    /// <summary>Digests of the uncompressed layers, lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}
