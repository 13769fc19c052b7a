using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Is shown what a walk of <see cref="TreeArchiver"/> meets.</summary>
internal interface ITreeVisitor
{
    /// <summary>Refuses a path relative to the root that neither openat2(2) nor a tar reader takes.</summary>
    void RequireFits(string path);

    /// <summary>Takes <paramref name="name"/> of an open directory; "." is the directory itself.</summary>
    /// <param name="directory">The open directory.</param>
    /// <param name="path">Its path relative to the root.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="status">The attributes of that name.</param>
    void Add(DirectoryDescriptor directory, string path, string name, in FileStatus status);
}
