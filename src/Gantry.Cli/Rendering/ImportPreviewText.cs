using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Rendering;

/// <summary><c>restore --dry-run</c>: a line for each thing, then a line for each blocker.</summary>
internal static class ImportPreviewText
{
    /// <summary>The lines, blockers not among them.</summary>
    public static IEnumerable<string> Lines(ImportPreview preview) =>
    [
        $"container {preview.Name} ({preview.Id}): create",
        $"image {preview.Image}: {(preview.IsImagePulled ? "pull" : "use")}",
        .. preview.Volumes.Select(Line),
        .. preview.Binds.Select(bind => bind.Source == bind.ArchivedSource
            ? $"path {bind.Source} at {bind.Destination}: use"
            : $"path {bind.ArchivedSource} at {bind.Destination}: use {bind.Source}"),
    ];

    private static string Line(PlannedVolume volume) => volume switch
    {
        { Action: VolumeAction.Create } when volume.Name != volume.ArchivedName =>
            $"volume {volume.ArchivedName}: create as {volume.Name}",
        { Action: VolumeAction.Create } => $"volume {volume.Name}: create",
        { Action: VolumeAction.Replace } => $"volume {volume.Name}: replace",
        { Action: VolumeAction.Use } => $"volume {volume.Name}: use",
        _ => throw new ArgumentOutOfRangeException(nameof(volume), volume, null),
    };
}
