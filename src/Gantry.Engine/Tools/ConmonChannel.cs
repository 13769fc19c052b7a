using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// Our ends of conmon's pipes: the start pipe, which conmon waits for, and the sync pipe, on which it answers JSON
/// lines <c>{"data": N, "message": "…"}</c> (conmon, src/parent_pipe_fd.c, write_sync_fd).
/// </summary>
internal sealed class ConmonChannel : IDisposable
{
    private readonly Descriptor _start;
    private readonly StreamReader _sync;
    private readonly StreamReader? _attach;

    private ConmonChannel(Descriptor start, Descriptor sync, Descriptor? attach)
    {
        _start = start;
        _sync = ReaderOf(sync);
        _attach = attach is null ? null : ReaderOf(attach);
    }

    /// <summary>Starts conmon with its pipes and lets it pass its first wait.</summary>
    /// <param name="program">Absolute path of conmon.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="withAttachPipe">It also reports when the attach socket is there.</param>
    /// <param name="cancellationToken">Gives up waiting for conmon to become a daemon.</param>
    /// <exception cref="ToolException">conmon refused its arguments.</exception>
    public static async Task<ConmonChannel> OpenAsync(
        string program,
        IReadOnlyList<string> arguments,
        string directory,
        bool withAttachPipe,
        CancellationToken cancellationToken)
    {
        var (syncRead, syncWrite) = Pipes.Create();
        var (startRead, startWrite) = Pipes.Create();
        var (attachRead, attachWrite) = withAttachPipe ? Pipes.Create() : ((Descriptor?)null, (Descriptor?)null);
        var channel = new ConmonChannel(startWrite, syncRead, attachRead);
        try
        {
            await using var conmon = ChildProcess.Start(new ChildProcessStart
            {
                FileName = program,
                Arguments = arguments,
                WorkingDirectory = directory,
                Environment = EnvironmentOf(withAttachPipe),
                StandardOutput = StandardStream.Null,
                StandardError = StandardStream.Pipe,
                Inherited = Inherited(syncWrite, startRead, attachWrite, syncRead),
            });
            syncWrite.Dispose();
            startRead.Dispose();
            attachWrite?.Dispose();
            channel.Go();
            await RequireDaemonAsync(conmon, program, arguments, cancellationToken);
            return channel;
        }
        catch
        {
            syncWrite.Dispose();
            startRead.Dispose();
            attachWrite?.Dispose();
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Writes the byte conmon waits for: first before it does anything, then, attached, before it runs exec.</summary>
    public void Go() => _start.Write([0]);

    /// <summary>The next answer; null when conmon closed the pipe.</summary>
    public Task<ConmonAnswer?> ReadAsync(CancellationToken cancellationToken) => ReadAsync(_sync, cancellationToken);

    /// <summary>Waits until the attach socket of an exec is there; false when conmon ended instead.</summary>
    public async Task<bool> WaitForAttachSocketAsync(CancellationToken cancellationToken) =>
        await ReadAsync(_attach!, cancellationToken) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _start.Dispose();
        _sync.Dispose();
        _attach?.Dispose();
    }

    private static async Task<ConmonAnswer?> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var line = await reader.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            return null;
        }

        try
        {
            var node = JsonNode.Parse(line)!;
            return new ConmonAnswer((int?)node["data"] ?? (int?)node["pid"] ?? -1, (string?)node["message"]);
        }
        catch (JsonException)
        {
            // The message holds the program's raw bytes; conmon 2.1 escapes only some of them.
            return new ConmonAnswer(-1, line);
        }
    }

    private static async Task RequireDaemonAsync(
        ChildProcess conmon, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // The daemon leaves this pipe as soon as it is one, so that reading to its end does not wait for the container.
        using var reader = new StreamReader(conmon.StandardError!, Encoding.UTF8);
        var errors = await reader.ReadToEndAsync(cancellationToken);
        var exitCode = await conmon.WaitAsync(cancellationToken);
        if (exitCode != 0)
        {
            throw new ToolException(program, arguments, exitCode, errors);
        }
    }

    private static Dictionary<string, string> EnvironmentOf(bool withAttachPipe)
    {
        var environment = new Dictionary<string, string>(ToolRunner.CleanEnvironment, StringComparer.Ordinal)
        {
            ["_OCI_SYNCPIPE"] = "3",
            ["_OCI_STARTPIPE"] = "4",
        };
        if (withAttachPipe)
        {
            environment["_OCI_ATTACHPIPE"] = "5";
        }

        // conmon makes a socket for the terminal there, and socket paths may have 107 bytes only.
        environment.Remove("TMPDIR");
        return environment;
    }

    // conmon also keeps the end that we read from: if we are killed it must be able to answer all the same. It would
    // give up on a broken pipe, with the container running and no one to write its log.
    private static InheritedDescriptor[] Inherited(
        Descriptor sync, Descriptor start, Descriptor? attach, Descriptor answers) =>
    [
        new(sync, 3),
        new(start, 4),
        new(answers, 6),
        .. (InheritedDescriptor[])(attach is null ? [] : [new(attach, 5)]),
    ];

    private static StreamReader ReaderOf(Descriptor descriptor) =>
        new(descriptor.AsStream(FileAccess.Read), Encoding.UTF8);
}

/// <summary>One line of conmon's sync pipe.</summary>
/// <param name="Data">A process id or an exit code; negative when the runtime failed.</param>
/// <param name="Message">What the runtime wrote to standard error. Null: nothing.</param>
internal sealed record ConmonAnswer(int Data, string? Message);
