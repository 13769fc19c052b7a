using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Events;
using Gantry.Linux;

namespace Gantry.Engine.State;

/// <summary>What happened, one JSON object a line, in a file that keeps its newer half when it passes 1 MiB.</summary>
internal sealed class EventLog
{
    private const int MaximumBytes = 1 << 20;

    private readonly string? _path;

    /// <summary>Uses the log of an installation; with the events backend <c>none</c> nothing is kept.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: an unknown backend.</exception>
    public EventLog(HostLayout layout, string backend)
    {
        _path = backend switch
        {
            "file" => layout.Events,
            "none" => null,
            _ => throw new GantryException(
                ErrorCode.Invalid, $"unknown event backend \"{backend}\": use \"file\" or \"none\": invalid argument"),
        };
    }

    /// <summary>Appends an event.</summary>
    public async Task AppendAsync(EngineEvent item, CancellationToken cancellationToken)
    {
        if (_path is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!, FileModes.PrivateDirectory);
        using var held = await FileLock.AcquireAsync(_path + ".lock", cancellationToken);
        KeepNewerHalf(_path);
        Append(_path, JsonSerializer.SerializeToUtf8Bytes(item, EventJsonContext.Default.EngineEvent));
    }

    /// <summary>
    /// The events on record, oldest first. A line that a killed process left unfinished is passed over.
    /// </summary>
    public IReadOnlyList<EngineEvent> Read()
    {
        if (_path is null || !File.Exists(_path))
        {
            return [];
        }

        using var stream = new FileStream(
            _path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        List<EngineEvent> events = [];
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } item)
            {
                events.Add(item);
            }
        }

        return events;
    }

    private static EngineEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventJsonContext.Default.EngineEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(string path, byte[] line)
    {
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            // Any less, and .NET's own flock would keep readers out.
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = FileModes.PrivateFile,
            BufferSize = 0,
        });
        stream.Seek(-Math.Min(1, stream.Length), SeekOrigin.End);
        var unfinished = stream.ReadByte() is not (-1 or '\n');
        stream.Write([.. unfinished ? "\n"u8 : [], .. line, (byte)'\n']);
    }

    private static void KeepNewerHalf(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < MaximumBytes)
        {
            return;
        }

        var lines = File.ReadAllLines(path);
        var partial = path + ".partial";
        File.WriteAllLines(partial, lines[(lines.Length / 2)..]);
        File.SetUnixFileMode(partial, FileModes.PrivateFile);
        File.Move(partial, path, overwrite: true);
    }
}
