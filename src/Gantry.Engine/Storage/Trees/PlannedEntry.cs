using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>One entry of a planned tar and where its content is read.</summary>
/// <param name="Directory">The directory that holds it, relative to the root; empty for the root.</param>
/// <param name="Name">Its name there; "." for the directory itself.</param>
/// <param name="Entry">Its metadata, complete.</param>
internal readonly record struct PlannedEntry(string Directory, string Name, TarEntry Entry)
{
    /// <summary>The path relative to the root.</summary>
    internal string Path => Name == "." ? Directory : TreePath.Join(Directory, Name);
}
