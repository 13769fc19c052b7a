using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>A dump by the runtime, with the memory, or without it where somebody fetches that by pages.</summary>
/// <param name="runtime">The runtime.</param>
/// <param name="pages">Who fetches the memory. Null: nobody, it is dumped with the rest.</param>
internal sealed class MemoryDump(IOciRuntime runtime, IPageLink? pages) : IAsyncDisposable
{
    private PageServer? _server;

    /// <summary>Dumps, and returns when all is in CRIU's images, but for a memory that is fetched.</summary>
    public async Task RunAsync(RuntimeCheckpointRequest request)
    {
        if (pages is null)
        {
            // Without its runtime CRIU would come to its end all the same, with nobody to hear of it.
            await runtime.CheckpointAsync(request, CancellationToken.None);
            return;
        }

        _server = await runtime.ServePagesAsync(request);
        pages.Attach(_server.Connection, _server.EndRequests);
    }

    /// <summary>Returns when CRIU has let go of the processes, and has no pages to give any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
