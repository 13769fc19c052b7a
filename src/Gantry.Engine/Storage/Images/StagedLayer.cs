using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>A layer on its way into the store.</summary>
/// <param name="Row">What goes on record; its size is that of the record when the layer is here already.</param>
internal sealed record StagedLayer(LayerRow Row)
{
    /// <summary>The unpacked folder in the staging area; null when the layer was here already.</summary>
    public string? Directory { get; set; }

    /// <summary>The blob in the staging area; null when the blob was here already.</summary>
    public StagedBlob? Blob { get; set; }
}
