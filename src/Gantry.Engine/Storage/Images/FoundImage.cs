using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>An image and how it was found.</summary>
/// <param name="Image">The image.</param>
/// <param name="MatchedName">The name of it that was meant; null when it was found by id or digest.</param>
internal sealed record FoundImage(Image Image, string? MatchedName);
