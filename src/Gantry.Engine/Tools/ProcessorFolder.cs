using System.Globalization;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// Where CRIU puts the image of a processor, or finds one; goes when it is disposed. Its name carries the process that owns
/// it, so that what a dead one left is swept by the next.
/// </summary>
internal sealed class ProcessorFolder : IDisposable
{
    private const string Prefix = "cpu-";
    private const string Image = "cpuinfo.img";

    private ProcessorFolder(string path)
    {
        Path = path;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>CRIU's image of the processor (criu(8), cpuinfo).</summary>
    public string ImagePath => System.IO.Path.Join(Path, Image);

    /// <summary>Makes an empty one.</summary>
    /// <param name="parent">A folder for short-lived files; need not be there.</param>
    public static ProcessorFolder Create(string parent)
    {
        Sweep(parent);
        var owner = Environment.ProcessId;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{owner}-{ProcessTable.StartTime(owner)}-{Guid.NewGuid():N}");
        return new(Directory.CreateDirectory(System.IO.Path.Join(parent, name)).FullName);
    }

    /// <summary>Deletes those whose process is gone.</summary>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*").Where(IsAbandoned))
        {
            Delete(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Delete(Path);

    private static bool IsAbandoned(string folder) =>
        System.IO.Path.GetFileName(folder).Split('-') is not [_, var process, var start, _]
        || !int.TryParse(process, CultureInfo.InvariantCulture, out var pid)
        || !ulong.TryParse(start, CultureInfo.InvariantCulture, out var startTime)
        || !ProcessTable.IsAlive(pid, startTime);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process swept it at the same time.
        }
    }
}
