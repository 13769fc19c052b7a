using System.Text;

namespace Gantry.Linux;

/// <summary>
/// One overlay mount. From Linux 6.5 each layer is handed over on its own (fsconfig(2), "lowerdir+"), so neither the
/// number of layers nor characters in their names meet the 4096-byte option string that mount(2) has.
/// </summary>
internal static class OverlayMount
{
    private static readonly Version s_layersOneByOne = new(6, 5);

    // fsconfig(2): a string value is less than 256 bytes with its NUL.
    private const int LongestValue = 255;

    internal static void Mount(Request request)
    {
        if (Machine.KernelVersion >= s_layersOneByOne)
        {
            MountLayerByLayer(request);
        }
        else
        {
            MountWithOptions(request);
        }
    }

    /// <summary>The way for kernels before 6.5: one string, with ':' and ',' in names escaped.</summary>
    internal static void MountWithOptions(Request request)
    {
        var options = new StringBuilder("lowerdir=");
        options.AppendJoin(':', request.LowerDirs.Select(EscapeInList));
        if (request.Upper is not null)
        {
            options.Append($",upperdir={EscapeOption(request.Upper)},workdir={EscapeOption(request.Work!)}");
        }

        if (!string.IsNullOrEmpty(request.Extra))
        {
            options.Append($",{request.Extra}");
        }

        if (LibC.Mount("overlay", request.Target, "overlay", 0, options.ToString()) < 0)
        {
            throw LinuxException.FromLastError("mount", request.Target);
        }
    }

    private static void MountLayerByLayer(Request request)
    {
        var number = LibC.FsOpen("overlay");
        if (number < 0)
        {
            throw LinuxException.FromLastError("fsopen", "overlay");
        }

        using var context = new Descriptor(number);
        var folders = new List<DirectoryDescriptor>();
        try
        {
            Configure(context, LibC.FsConfigSetString, "source", "overlay");
            foreach (var (key, value) in Parameters(request, folders))
            {
                Configure(context, value is null ? LibC.FsConfigSetFlag : LibC.FsConfigSetString, key, value);
            }

            Configure(context, LibC.FsConfigCmdCreate, null, null);
            Attach(context, request.Target);
        }
        finally
        {
            folders.ForEach(f => f.Dispose());
        }
    }

    private static IEnumerable<(string Key, string? Value)> Parameters(
        Request request, List<DirectoryDescriptor> folders)
    {
        foreach (var lower in request.LowerDirs)
        {
            yield return ("lowerdir+", Shorten(lower, folders));
        }

        if (request.Upper is not null)
        {
            yield return ("upperdir", EscapeBackslash(Shorten(request.Upper, folders)));
            yield return ("workdir", EscapeBackslash(Shorten(request.Work!, folders)));
        }

        foreach (var option in (request.Extra ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = option.Split('=', 2);
            yield return (parts[0], parts.Length == 2 ? parts[1] : null);
        }
    }

    /// <summary>
    /// A path too long for fsconfig is named through an open descriptor; the kernel resolves it at once.
    /// </summary>
    private static string Shorten(string path, List<DirectoryDescriptor> folders)
    {
        if (LinuxPath.ToBytes(EscapeBackslash(path)).Length <= LongestValue)
        {
            return path;
        }

        var folder = DirectoryDescriptor.Open(path);
        folders.Add(folder);
        return folder.ProcPath;
    }

    private static void Attach(Descriptor context, string target)
    {
        var number = LibC.FsMount(context);
        if (number < 0)
        {
            throw Failure(context, "fsmount", target);
        }

        using var mount = new Descriptor(number);
        if (LibC.MoveMount(mount, target) < 0)
        {
            throw LinuxException.FromLastError("move_mount", target);
        }
    }

    private static void Configure(Descriptor context, uint command, string? key, string? value)
    {
        if (LibC.FsConfig(context, command, key, value) < 0)
        {
            throw Failure(context, "fsconfig", key is null ? "overlay" : $"{key}={value}");
        }
    }

    /// <summary>The context says in words what is wrong, one message a read (fsopen(2)).</summary>
    private static LinuxException Failure(Descriptor context, string call, string subject)
    {
        var errno = LinuxException.LastError;
        var messages = new List<string>();
        var buffer = new byte[1024];
        while (messages.Count < 8 && context.TryRead(buffer) is > 0 and var length)
        {
            messages.Add(LinuxPath.FromBytes(buffer.AsSpan(0, (int)length)).Trim());
        }

        return new LinuxException(call, subject, errno, string.Join("; ", messages));
    }

    // fs/overlayfs/params.c: upperdir and workdir lose one level of '\', "lowerdir+" does not.
    private static string EscapeBackslash(string path) => path.Replace(@"\", @"\\", StringComparison.Ordinal);

    private static string EscapeOption(string path) =>
        EscapeBackslash(path).Replace(",", @"\,", StringComparison.Ordinal);

    private static string EscapeInList(string path) =>
        EscapeOption(path).Replace(":", @"\:", StringComparison.Ordinal);

    internal sealed record Request(
        IReadOnlyList<string> LowerDirs, string? Upper, string? Work, string Target, string? Extra);
}
