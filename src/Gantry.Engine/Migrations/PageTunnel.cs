using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>
/// Carries the memory of a container that runs before that has come: what CRIU's two ends say to each other, as a data stream
/// from each end of the migration, in between its messages.
/// </summary>
/// <param name="link">The migration's link. Ends with it, whatever the reason.</param>
/// <param name="number">Number of both data streams.</param>
/// <param name="progress">Told the bytes that were sent.</param>
internal sealed class PageTunnel(MigrationLink link, uint number, IProgress<OperationProgress>? progress) : IPageLink
{
    private const int BufferSize = 256 * 1024;

    private readonly TaskCompletionSource<(Stream Connection, Action End)> _attached =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the other host says nothing more.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Hears what the other host says from now on; what was to be read before has been.</summary>
    public void Listen() => Ended = link.Divert(new DivertedStream(number, TakeAsync, EndAsync));

    /// <inheritdoc/>
    public void Attach(Stream connection, Action endOfInput)
    {
        _attached.SetResult((connection, endOfInput));
        _ = SendAsync(connection);
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> bytes) => await (await _attached.Task).Connection.WriteAsync(bytes);

    private async Task EndAsync() => (await _attached.Task).End();

    private async Task SendAsync(Stream connection)
    {
        await using var stream = link.OpenWrite(number);
        var buffer = new byte[BufferSize];
        try
        {
            while (await connection.ReadAsync(buffer) is > 0 and var count)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count));
                await stream.PushAsync(CancellationToken.None);
                progress?.Report(new OperationProgress("moving the memory", stream.BytesWritten, null));
            }

            await stream.CompleteAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Whoever waits for the other host, or for CRIU, hears of it there.
        }
    }
}
