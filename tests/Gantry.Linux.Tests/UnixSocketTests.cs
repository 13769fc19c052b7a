namespace Gantry.Linux.Tests;

public sealed class UnixSocketTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("short")]
    [InlineData("a-folder-with-a-name-long-enough-that-the-whole-path-has-more-than-one-hundred-and-seven-bytes")]
    public async Task Packets_arrive_one_by_one_whatever_the_length_of_the_path(string folder)
    {
        var path = _temp.Make(folder) + "/attach";
        using var listener = UnixSocket.ListenSeqpacket(path);
        using var client = UnixSocket.ConnectSeqpacket(path);
        using var server = await UnixSocket.AcceptAsync(listener, Programs.Soon);
        await using var sending = client.AsStream(FileAccess.ReadWrite);
        await using var receiving = server.AsStream(FileAccess.ReadWrite);
        var buffer = new byte[100];
        var early = receiving.ReadAsync(buffer, Programs.Soon).AsTask();

        await sending.WriteAsync("one"u8.ToArray(), Programs.Soon);
        await sending.WriteAsync("second"u8.ToArray(), Programs.Soon);

        Assert.Equal(3, await early);
        Assert.Equal(6, await receiving.ReadAsync(buffer, Programs.Soon));
        UnixSocket.ShutdownWrite(client);
        Assert.Equal(0, await receiving.ReadAsync(buffer, Programs.Soon));
        await receiving.WriteAsync("back"u8.ToArray(), Programs.Soon);
        Assert.Equal(4, await sending.ReadAsync(buffer, Programs.Soon));
    }

    [Fact]
    public void A_path_where_no_one_listens_is_told()
    {
        var failure = Assert.Throws<LinuxException>(() => UnixSocket.ConnectSeqpacket(_temp.Path + "/none"));

        Assert.Equal(("connect", Errno.ENOENT), (failure.Call, failure.Errno));
    }
}
