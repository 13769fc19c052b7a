namespace Gantry.Engine.Model.Images;

/// <summary>One image that an archive brought.</summary>
/// <param name="Image">The image as it is stored now.</param>
/// <param name="Names">The references that the archive gave it, normalised; empty when it has none.</param>
public sealed record LoadedImage(Image Image, IReadOnlyList<string> Names);
