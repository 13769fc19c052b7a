using System.Buffers.Binary;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class CriuStatisticsTests : IDisposable
{
    // stats-dump of shared/fixtures/podman-4.3.1-none.tar, written by CRIU 4.1.1.
    private static readonly byte[] s_dump = Convert.FromHexString(
        "4059105506330957230000000a2108d90310a7850818d60b2093" + "01282f300038214000480050085808600068007000");

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-criu-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_dump_by_CRIU_is_read()
    {
        var statistics = CriuStatistics.ReadDump(Write(s_dump));

        Assert.Equal(new CriuDumpStatistics(473, 131751, 1494, 147, 47, 33), statistics);
    }

    [Fact]
    public void A_restore_is_read_and_missing_fields_are_zero()
    {
        byte[] message = [0x12, 0x07, 0x08, 0x05, 0x20, 0xD2, 0x09, 0x28, 0x0C];

        var statistics = CriuStatistics.ReadRestore(Write(WithHeader(message)));

        Assert.Equal(new CriuRestoreStatistics(5, 0, 0, 1234, 12), statistics);
    }

    [Fact]
    public void A_dump_holds_no_restore()
    {
        Assert.Null(CriuStatistics.ReadRestore(Write(s_dump)));
    }

    [Fact]
    public void A_missing_file_has_no_statistics()
    {
        Assert.Null(CriuStatistics.ReadDump(Path.Join(_folder, "missing")));
    }

    [Fact]
    public void A_file_cut_anywhere_has_no_statistics()
    {
        for (var length = 0; length < s_dump.Length; length++)
        {
            Assert.Null(CriuStatistics.ReadDump(Write(s_dump[..length])));
        }
    }

    [Fact]
    public void Another_magic_has_no_statistics()
    {
        byte[] other = [.. s_dump];
        other[4] ^= 1;

        Assert.Null(CriuStatistics.ReadDump(Write(other)));
    }

    [Fact]
    public void A_number_that_never_ends_has_no_statistics()
    {
        byte[] message = [0x0A, 0x0B, .. Enumerable.Repeat((byte)0xFF, 11)];

        Assert.Null(CriuStatistics.ReadDump(Write(WithHeader(message))));
    }

    private static byte[] WithHeader(byte[] message)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
        return [.. s_dump.AsSpan(0, 8), .. length, .. message];
    }

    private string Write(byte[] content)
    {
        var path = Path.Join(_folder, "stats");
        File.WriteAllBytes(path, content);
        return path;
    }
}
