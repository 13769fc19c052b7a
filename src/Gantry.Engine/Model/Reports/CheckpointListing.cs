namespace Gantry.Engine.Model.Reports;

/// <summary>A checkpoint archive in a folder.</summary>
/// <param name="Path">Its path; absolute.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Checkpointed">When the checkpoint was made; of one that does not say, when the file was written.</param>
/// <param name="Engine">The engine that made it.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Image">Name of its image.</param>
/// <param name="Pod">Its pod; empty: none.</param>
public sealed record CheckpointListing(
    string Path, long Bytes, DateTimeOffset Checkpointed, string Engine, string Container, string Image, string Pod);
