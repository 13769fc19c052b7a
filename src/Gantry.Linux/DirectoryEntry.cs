namespace Gantry.Linux;

/// <summary>One name in a directory.</summary>
/// <param name="Name">The name, never "." or ".."; see <see cref="LinuxPath"/> for names that are not UTF-8.</param>
/// <param name="Kind">What it is; null where the file system does not say without a stat.</param>
/// <param name="Inode">Inode number as the directory lists it; for a mount point that of the folder beneath.</param>
public readonly record struct DirectoryEntry(string Name, FileKind? Kind, ulong Inode);
