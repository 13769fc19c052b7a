using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>What the lower layers of an overlay show under a name.</summary>
/// <param name="Directory">Directory of the layer that decides; belongs to the <see cref="LowerDirectory"/>.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Status">Its attributes.</param>
/// <param name="Layers">Of a directory: the layers it is merged from, highest first.</param>
internal sealed record LowerFile(
    DirectoryDescriptor Directory, string Name, FileStatus Status, IReadOnlyList<int> Layers)
{
    internal bool IsDirectory => Status.Kind == FileKind.Directory;

    /// <summary>Whether a directory of the upper layer has the same owner, mode, times and attributes.</summary>
    internal bool LooksLike(DirectoryDescriptor upper, string name, in FileStatus status) =>
        status.Mode == Status.Mode
        && status.Uid == Status.Uid
        && status.Gid == Status.Gid
        && status.Modified == Status.Modified
        && AreEqual(CarriedAttributes.Read(upper, name), CarriedAttributes.Read(Directory, Name));

    private static bool AreEqual(IReadOnlyDictionary<string, byte[]> a, IReadOnlyDictionary<string, byte[]> b) =>
        a.Count == b.Count && a.All(x => b.TryGetValue(x.Key, out var value) && x.Value.AsSpan().SequenceEqual(value));
}
