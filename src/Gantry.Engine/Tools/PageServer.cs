using System.Net.Sockets;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// A dump of all but the memory, which CRIU keeps and gives page by page to whom asks (criu(8), --lazy-pages). It listens where
/// nobody but us gets to: in a network namespace of its own.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    /// <summary>What CRIU's pipes hold, in which the memory waits (criu, page-pipe.h, PIPE_MAX_SIZE).</summary>
    public const int PipeBytes = 4 * 1024 * 1024;

    /// <summary>Where it listens; nothing else is in its namespace.</summary>
    private const int Port = 27;

    private const int StatusNumber = 3;

    private readonly ChildProcess _runtime;
    private readonly Task<string> _errors;
    private readonly NetworkStream _connection;

    private PageServer(ChildProcess runtime, Task<string> errors, NetworkStream connection)
    {
        _runtime = runtime;
        _errors = errors;
        _connection = connection;
    }

    /// <summary>The one connection it takes.</summary>
    public Stream Connection => _connection;

    /// <summary>Arguments of a runtime's <c>checkpoint</c> that have it serve.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
        ["--lazy-pages", "--page-server", $"127.0.0.1:{Port}", "--status-fd", $"{StatusNumber}"];

    /// <summary>Starts a runtime that dumps, and returns when all but the memory is dumped.</summary>
    /// <param name="program">The runtime.</param>
    /// <param name="arguments">All of its arguments, with <see cref="Arguments"/> among them.</param>
    /// <param name="explain">Makes the error of what it failed with.</param>
    public static async Task<PageServer> StartAsync(
        string program, IReadOnlyList<string> arguments, Func<ChildResult, GantryException> explain)
    {
        var (status, childs) = Pipes.Create();
        using var ready = status.AsStream(FileAccess.Read);
        ChildProcess runtime;
        using (childs)
        {
            runtime = ChildProcess.Start(new ChildProcessStart
            {
                FileName = program,
                Arguments = arguments,
                Environment = ToolRunner.CleanEnvironment,
                StandardOutput = StandardStream.Null,
                StandardError = StandardStream.Pipe,
                Inherited = [new InheritedDescriptor(childs, StatusNumber)],
                NewSession = true,
                NewNetwork = true,
            });
        }

        var errors = new StreamReader(runtime.StandardError!).ReadToEndAsync();

        // CRIU says that it is ready with a zero byte, and takes one connection.
        if (await ready.ReadAsync(new byte[1]) == 1 && TryConnect(runtime.Id) is { } connection)
        {
            return new PageServer(runtime, errors, connection);
        }

        var exitCode = await runtime.WaitAsync(CancellationToken.None);
        var result = new ChildResult(exitCode, "", await errors);
        await runtime.DisposeAsync();
        throw explain(result);
    }

    /// <summary>Connects to the server of a process, of the runtime or CRIU; null when it does not listen, or is none.</summary>
    public static NetworkStream? TryConnect(int pid)
    {
        try
        {
            return IsApart(pid) ? NetworkNamespace.TryConnect(NamespaceOf(pid), Port) : null;
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    /// <summary>Asks for nothing more: the server ends.</summary>
    public void EndRequests() => _connection.Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the server if it serves still, and returns when CRIU has let go of the processes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _runtime.WaitAsync(CancellationToken.None);
        await _errors;
        await _runtime.DisposeAsync();
    }

    private static bool IsApart(int pid) =>
        new FileInfo(NamespaceOf(pid)).LinkTarget is { } its && its != new FileInfo("/proc/self/ns/net").LinkTarget;

    private static string NamespaceOf(int pid) => $"/proc/{pid}/ns/net";
}
