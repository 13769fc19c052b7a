using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// CRIU's program that gives restored processes their memory when they touch it, and the rest of it meanwhile (criu(8),
/// lazy-pages).
/// </summary>
/// <remarks>
/// The kernel lets processes go on with zeros where they wait for a page when this program ends early. So it does not notice
/// when we are gone: it holds both ends of its connection, and is killed after the processes that it feeds.
/// </remarks>
internal sealed class LazyPages : IAsyncDisposable
{
    /// <summary>What it needs of the kernel, as CRIU calls it.</summary>
    public const string KernelFeature = "uffd-noncoop";

    private const int StatusNumber = 3;
    private const int PagesNumber = 4;
    private const int OtherEndNumber = 5;
    private const int SigKill = 9;

    private readonly ChildProcess _criu;

    private LazyPages(ChildProcess criu, Stream connection, IReadOnlyList<string> leftovers)
    {
        _criu = criu;
        Connection = connection;
        Leftovers = leftovers;
    }

    /// <summary>Speaks with a <see cref="PageServer"/>. Open until this is disposed.</summary>
    public Stream Connection { get; }

    /// <summary>Files that stay when it has ended: its log, and the socket that the restore speaks to.</summary>
    public IReadOnlyList<string> Leftovers { get; }

    /// <summary>Options of a runtime's <c>restore</c> for processes whose memory comes this way.</summary>
    public static IReadOnlyList<string> RestoreOptions { get; } = ["--lazy-pages"];

    /// <summary>Starts it, and returns when processes can be restored.</summary>
    /// <param name="criu">Path of CRIU.</param>
    /// <param name="images">Its images, without the memory.</param>
    /// <param name="bundle">The restore's work folder; tells whose it is, too.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: it did not start.</exception>
    public static async Task<LazyPages> StartAsync(string criu, string images, string bundle)
    {
        var log = Path.Join(bundle, "lazy-pages.log");
        var (ours, its) = UnixSocket.CreatePair();
        var (status, childs) = Pipes.Create();
        using var ready = status.AsStream(FileAccess.Read);
        ChildProcess process;
        using (its)
        using (childs)
        {
            process = ChildProcess.Start(new ChildProcessStart
            {
                FileName = criu,
                Arguments =
                [
                    "lazy-pages", "--page-server", "--ps-socket", $"{PagesNumber}", "--status-fd", $"{StatusNumber}",
                    "--images-dir", images, "--work-dir", bundle, "--log-file", log,
                ],
                Environment = ToolRunner.CleanEnvironment,
                WorkingDirectory = bundle,
                StandardOutput = StandardStream.Null,
                StandardError = StandardStream.Null,
                Inherited =
                [
                    new InheritedDescriptor(childs, StatusNumber),
                    new InheritedDescriptor(its, PagesNumber),
                    new InheritedDescriptor(ours, OtherEndNumber),
                ],
                NewSession = true,
            });
        }

        var pages = new LazyPages(process, ours.AsStream(FileAccess.ReadWrite), [log, Path.Join(bundle, "lazy-pages.socket")]);
        if (await ready.ReadAsync(new byte[1]) == 1)
        {
            return pages;
        }

        await pages.DisposeAsync();
        throw new GantryException(
            ErrorCode.ToolFailed, $"criu lazy-pages did not start: {CriuLog.Diagnose(log)} CRIU's log: {log}");
    }

    /// <summary>Its exit code, once it has ended: 0 when all memory is where it belongs.</summary>
    public Task<int> WaitAsync() => _criu.WaitAsync(CancellationToken.None);

    /// <summary>Ends it, if it has not ended. The processes that it feeds have all of their memory by now, or have been killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _criu.Signal(SigKill);
        await _criu.WaitAsync(CancellationToken.None);
        await Connection.DisposeAsync();
        await _criu.DisposeAsync();
    }
}
