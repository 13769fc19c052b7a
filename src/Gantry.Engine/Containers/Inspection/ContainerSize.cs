namespace Gantry.Engine.Containers.Inspection;

/// <summary>How big a container is.</summary>
/// <param name="WrittenBytes">Bytes of the files it wrote over its image.</param>
/// <param name="TotalBytes">Those and the bytes of its image.</param>
internal sealed record ContainerSize(long WrittenBytes, long TotalBytes)
{
    private static readonly EnumerationOptions s_all = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>
    /// Adds up the files below a container's upper directory. Files that go away meanwhile are left out.
    /// </summary>
    /// <param name="upper">The upper directory; need not exist.</param>
    /// <param name="imageBytes">Bytes of its image.</param>
    public static ContainerSize Measure(string upper, long imageBytes)
    {
        var directory = new DirectoryInfo(upper);
        var written = directory.Exists
            ? directory.EnumerateFiles("*", s_all).Sum(Length)
            : 0;
        return new ContainerSize(written, written + imageBytes);
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
