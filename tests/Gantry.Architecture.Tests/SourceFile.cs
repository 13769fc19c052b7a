namespace Gantry.Architecture.Tests;

/// <summary>A text file of the repository, or a sample that stands for one.</summary>
/// <param name="Path">Relative to the repository's root.</param>
/// <param name="Text">Its content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Whether it is C#.</summary>
    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The file's name up to its first dot: <c>Engine</c> of <c>src/Gantry.Engine/Engine.Images.cs</c>.</summary>
    public string Stem => System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines => Text.TrimEnd('\n').Split('\n');
}
