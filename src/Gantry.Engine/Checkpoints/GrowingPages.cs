using System.Globalization;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// CRIU's images of pages while it writes them: <c>pages-1.img</c>, <c>pages-2.img</c> and so on, one after the other, each from
/// its start to its end (criu/page-xfer.c).
/// </summary>
/// <param name="images">The folder.</param>
/// <param name="dumping">Ends with the dump.</param>
internal sealed class GrowingPages(DirectoryDescriptor images, Task dumping)
{
    private const int BufferBytes = 1 << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private int _number;

    /// <summary>The next image, as soon as CRIU has begun it; null when the dump has ended.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        var name = Name(++_number);
        while (!dumping.IsCompleted)
        {
            if (images.TryStat(name) is not null)
            {
                return name;
            }

            await PauseAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>Copies the image named last, to the end that it has when CRIU begins the next one or ends.</summary>
    public async Task CopyAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        using var file = images.OpenFile(name, OpenMode.Read);
        await using var source = file.AsStream(FileAccess.Read, leaveOpen: true);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            // Looked at before the read: nothing follows an end that is found after it.
            var isComplete = dumping.IsCompleted || images.TryStat(Name(_number + 1)) is not null;
            var count = await source.ReadAsync(buffer, cancellationToken);
            if (count > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            else if (isComplete)
            {
                return;
            }
            else
            {
                await PauseAsync(cancellationToken);
            }
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"pages-{number}.img");

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(dumping, Task.Delay(s_pause, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
