namespace Gantry.Engine.Storage.Images;

/// <summary>An image as an archive or a folder brings it, before anything of it is trusted.</summary>
internal sealed record ImageContent
{
    /// <summary>The bytes of the manifest, as received or made up from a docker-archive.</summary>
    public required byte[] Manifest { get; init; }

    /// <summary>The bytes of the config, as received.</summary>
    public required byte[] Config { get; init; }

    /// <summary>The layers, lowest first, as many as the manifest has.</summary>
    public required IReadOnlyList<LayerContent> Layers { get; init; }

    /// <summary>Normalised references; empty when it has none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
