namespace Gantry.Linux.Tests;

public sealed class SparseFileTests : IDisposable
{
    private const int Block = 65536;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Data_is_found_between_holes()
    {
        using var file = _temp.Descriptor.OpenFile("file", OpenMode.CreateNew);
        SparseFile.SetLength(file, 10 * Block);
        file.WriteAt(new byte[Block], 2 * Block);
        file.WriteAt("end"u8, (7 * Block) + 10);

        var extents = SparseFile.DataExtents(file, 10 * Block).ToList();

        Assert.Equal(2, extents.Count);
        Assert.Equal((2L * Block, (long)Block), extents[0]);
        Assert.InRange(extents[1].Offset, 7 * Block, (7 * Block) + 10);
        Assert.True(extents[1].Offset + extents[1].Length >= (7 * Block) + 13);
    }

    [Fact]
    public void A_file_of_holes_and_an_empty_file_have_no_data()
    {
        using var file = _temp.Descriptor.OpenFile("file", OpenMode.CreateNew);
        Assert.Empty(SparseFile.DataExtents(file, 0));

        SparseFile.SetLength(file, Block);

        Assert.Empty(SparseFile.DataExtents(file, Block));
    }

    [Fact]
    public void A_punched_hole_reads_as_zeros_and_takes_no_space()
    {
        using var file = _temp.Descriptor.OpenFile("file", OpenMode.CreateNew);
        var data = new byte[4 * Block];
        Array.Fill(data, (byte)1);
        file.WriteAt(data, 0);

        SparseFile.PunchHole(file, Block, Block);

        Assert.Equal([(0L, (long)Block), (2L * Block, 2L * Block)], SparseFile.DataExtents(file, data.Length));
        var middle = new byte[Block];
        Assert.Equal(Block, file.ReadAt(middle, Block));
        Assert.All(middle, b => Assert.Equal(0, b));
        Assert.Equal(data.Length, file.Status().Size);
    }

    [Fact]
    public void Allocated_space_is_taken()
    {
        using var file = _temp.Descriptor.OpenFile("file", OpenMode.CreateNew);

        SparseFile.Allocate(file, 0, 4 * Block);

        Assert.Equal(4 * Block, file.Status().Size);
        Assert.True(file.Status().Blocks512 * 512 >= 4 * Block);
    }
}
