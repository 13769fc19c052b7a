using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Reads a log file that conmon appends to, and goes on in the new one after a rotation.</summary>
internal sealed class LogFileReader(string path) : IDisposable
{
    private readonly List<byte> _unfinished = [];
    private FileStream? _file;
    private (ulong Device, ulong Inode) _identity;

    /// <summary>All complete lines from where the last call ended. A missing file has none.</summary>
    /// <param name="blockLength">Bytes read at a time.</param>
    public IEnumerable<LogLine> ReadAvailable(int blockLength)
    {
        var block = new byte[blockLength];
        while (Open() is { } file)
        {
            int length;
            while ((length = file.Read(block)) > 0)
            {
                foreach (var line in Split(block.AsMemory(0, length)))
                {
                    yield return line;
                }
            }

            if (!WasReplaced())
            {
                break;
            }

            Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private List<LogLine> Split(ReadOnlyMemory<byte> block)
    {
        List<LogLine> lines = [];
        int end;
        while ((end = block.Span.IndexOf((byte)'\n')) >= 0)
        {
            _unfinished.AddRange(block.Span[..end]);
            if (LogLineParser.Parse(_unfinished.ToArray()) is { } line)
            {
                lines.Add(line);
            }

            _unfinished.Clear();
            block = block[(end + 1)..];
        }

        _unfinished.AddRange(block.Span);
        return lines;
    }

    private FileStream? Open()
    {
        if (_file is null && File.Exists(path))
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _identity = Identity() ?? default;
        }

        return _file;
    }

    // conmon's limit on size makes it write a new file and rename it over the old one.
    private bool WasReplaced() => Identity() is { } now && now != _identity;

    private (ulong Device, ulong Inode)? Identity()
    {
        using var folder = DirectoryDescriptor.Open(Path.GetDirectoryName(path)!);
        return folder.TryStat(Path.GetFileName(path)) is { } status ? (status.Device, status.Inode) : null;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _unfinished.Clear();
    }
}
