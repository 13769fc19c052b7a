namespace Gantry.Engine.Storage.Images;

/// <summary>The machine a manifest of an index is for (OCI image spec, image-index.md).</summary>
internal sealed record PlatformDocument
{
    /// <summary>GOARCH value.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>GOOS value.</summary>
    public string Os { get; init; } = "";

    /// <summary>Variant of the CPU, e.g. <c>v8</c>.</summary>
    public string? Variant { get; init; }
}
