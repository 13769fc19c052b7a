using Gantry.Engine.Checkpoints;
using Gantry.Engine.Tests.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class GrowingPagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _dump = new();

    [Fact]
    public async Task Images_are_followed_one_after_the_other_until_the_dump_ends()
    {
        using var images = DirectoryDescriptor.Open(_folder.Root);
        var pages = new GrowingPages(images, _dump.Task);
        using var first = new MemoryStream();
        using var second = new MemoryStream();

        var next = pages.NextAsync(default);
        Append("pages-1.img", 1000);
        Assert.Equal("pages-1.img", await next);
        var copying = pages.CopyAsync("pages-1.img", first, default);
        Append("pages-1.img", 2_000_000);
        Assert.False(copying.IsCompleted);
        Append("pages-2.img", 10);
        await copying;
        Assert.Equal("pages-2.img", await pages.NextAsync(default));
        copying = pages.CopyAsync("pages-2.img", second, default);
        Append("pages-2.img", 20);
        Assert.False(copying.IsCompleted);
        _dump.SetResult();
        await copying;

        Assert.Null(await pages.NextAsync(default));
        Assert.Equal(2_001_000, first.Length);
        Assert.Equal(30, second.Length);
    }

    [Fact]
    public async Task A_cancelled_wait_ends()
    {
        using var images = DirectoryDescriptor.Open(_folder.Root);
        using var stop = new CancellationTokenSource();
        var next = new GrowingPages(images, _dump.Task).NextAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    public void Dispose() => _folder.Dispose();

    private void Append(string name, int length)
    {
        using var file = new FileStream(_folder.At(name), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(new byte[length]);
    }
}
