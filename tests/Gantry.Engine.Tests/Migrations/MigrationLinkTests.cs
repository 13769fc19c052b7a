using System.Security.Cryptography;
using Gantry.Engine.Migrations;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Migrations;

public sealed class MigrationLinkTests
{
    [Fact]
    public async Task Messages_and_data_arrive_in_order_and_the_data_is_compared()
    {
        var content = RandomNumberGenerator.GetBytes(700_000);
        var wire = await SendAsync(content);
        var link = new MigrationLink(new MemoryStream(wire), Stream.Null);

        var announced = await link.ExpectAsync<MigrationMessage.Restore>(default);
        using var copy = new MemoryStream();
        await using (var data = link.OpenRead(announced.Stream))
        {
            await data.CopyToAsync(copy);
        }

        Assert.Equal(content, copy.ToArray());
        await link.ExpectAsync<MigrationMessage.Commit>(default);
        Assert.Null(await link.ReceiveAsync(default));
    }

    [Fact]
    public async Task A_changed_byte_is_noticed_at_the_end_of_the_data()
    {
        var wire = await SendAsync(new byte[1000]);
        wire[^200] ^= 1;
        var link = new MigrationLink(new MemoryStream(wire), Stream.Null);
        await link.ExpectAsync<MigrationMessage.Restore>(default);
        await using var data = link.OpenRead(7);

        var error = await Assert.ThrowsAsync<GantryException>(() => data.CopyToAsync(Stream.Null));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Fact]
    public async Task Data_that_ends_early_is_no_data()
    {
        var wire = await SendAsync(new byte[1000]);
        var link = new MigrationLink(new MemoryStream(wire[..500]), Stream.Null);
        await link.ExpectAsync<MigrationMessage.Restore>(default);
        await using var data = link.OpenRead(7);

        await Assert.ThrowsAsync<EndOfStreamException>(() => data.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task What_the_other_end_failed_with_is_thrown_here_and_names_its_host()
    {
        using var wire = new MemoryStream();
        await new MigrationLink(Stream.Null, wire).SendAsync(
            new MigrationMessage.Failed(ErrorCode.AlreadyExists, "the name is taken"), default);
        wire.Position = 0;

        var error = await Assert.ThrowsAsync<GantryException>(
            () => new MigrationLink(wire, Stream.Null, host: "host2").ExpectAsync<MigrationMessage.Accepted>(default));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.Equal("host2: the name is taken", error.Message);
    }

    [Fact]
    public async Task A_program_that_says_something_else_is_no_gantry()
    {
        var link = new MigrationLink(new MemoryStream("Welcome to this machine\n"u8.ToArray()), Stream.Null);

        var error = await Assert.ThrowsAsync<GantryException>(() => link.ReceiveAsync(default));

        Assert.Contains("does not speak its protocol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_that_are_not_known_are_ignored()
    {
        var json = """{"type":"accepted","protocol":1,"engine":"gantry 9","colour":"blue"}"""u8.ToArray();
        var frame = new byte[FrameHeader.Size + json.Length];
        new FrameHeader(FrameType.Message, 0, json.Length).Write(frame);
        json.CopyTo(frame, FrameHeader.Size);

        var message = await new MigrationLink(new MemoryStream(frame), Stream.Null).ReceiveAsync(default);

        var accepted = Assert.IsType<MigrationMessage.Accepted>(message);
        Assert.Equal((1, "gantry 9"), (accepted.Protocol, accepted.Engine));
    }

    private static async Task<byte[]> SendAsync(byte[] content)
    {
        using var wire = new MemoryStream();
        var link = new MigrationLink(Stream.Null, wire);
        await link.SendAsync(new MigrationMessage.Restore(7), default);
        await using (var data = link.OpenWrite(7))
        {
            await data.WriteAsync(content);
            await data.CompleteAsync(default);
        }

        await link.SendAsync(new MigrationMessage.Commit(), default);
        return wire.ToArray();
    }
}
