namespace Gantry.Linux;

/// <summary>What <see cref="DirectoryDescriptor.OpenFile"/> opens a file for.</summary>
public enum OpenMode
{
    /// <summary>Reading an existing file.</summary>
    Read,

    /// <summary>Reading and writing a file that must not exist yet (O_CREAT | O_EXCL).</summary>
    CreateNew,

    /// <summary>Reading and writing an existing file, whose content stays.</summary>
    Write,
}
