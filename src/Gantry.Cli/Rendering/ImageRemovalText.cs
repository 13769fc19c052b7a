using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Rendering;

/// <summary>What removing an image did.</summary>
internal static class ImageRemovalText
{
    /// <summary>Lines <c>Untagged: NAME</c> and <c>Deleted: ID</c>; null when nothing was done.</summary>
    public static string? Of(ImageRemoval removal)
    {
        IReadOnlyList<string> lines =
        [
            .. removal.Untagged.Select(name => "Untagged: " + name),
            .. removal.Deleted is { } id ? ["Deleted: " + id.Hex] : Array.Empty<string>(),
        ];
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }
}
