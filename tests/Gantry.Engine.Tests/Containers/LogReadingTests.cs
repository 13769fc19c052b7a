using System.Text;
using Gantry.Engine.Containers;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers;

public sealed class LogReadingTests : IDisposable
{
    private const string Time = "2026-11-24T05:15:13.910384702+01:00";
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_full_line_is_read()
    {
        var line = LogLineParser.Parse(Bytes($"{Time} stdout F hello  world"));

        Assert.NotNull(line);
        Assert.Equal(LogStream.Output, line.Stream);
        Assert.False(line.IsPartial);
        Assert.Equal("hello  world", Encoding.UTF8.GetString(line.Text.Span));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 5, 15, 13, TimeSpan.FromHours(1)).AddTicks(9103847), line.Time);
    }

    [Fact]
    public void A_part_of_a_line_is_marked_and_may_be_empty()
    {
        var line = LogLineParser.Parse(Bytes($"{Time} stderr P "));

        Assert.NotNull(line);
        Assert.True(line.IsPartial);
        Assert.Equal(LogStream.Error, line.Stream);
        Assert.Equal(0, line.Text.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026-11-24T05:15:13Z stdin F x")]
    [InlineData("yesterday stdout F x")]
    [InlineData("2026-11-24T05:15:13.910384702+01:00 stdout X x")]
    [InlineData("2026-11-24T05:15:13.910384702+01:00 stdout F")]
    public void What_is_no_log_line_is_passed_over(string text)
    {
        Assert.Null(LogLineParser.Parse(Bytes(text)));
    }

    [Fact]
    public void A_line_that_is_not_finished_waits_for_its_end()
    {
        var path = Path.Join(_folder, "ctr.log");
        File.WriteAllText(path, $"{Time} stdout F one\n{Time} stdout F tw");
        using var reader = new LogFileReader(path);

        var first = Texts(reader);
        File.AppendAllText(path, "o\n");
        var second = Texts(reader);

        Assert.Equal(["one"], first);
        Assert.Equal(["two"], second);
    }

    [Fact]
    public void Reading_goes_on_in_the_new_file_after_a_rotation()
    {
        var path = Path.Join(_folder, "ctr.log");
        File.WriteAllText(path, $"{Time} stdout F one\n");
        using var reader = new LogFileReader(path);

        var first = Texts(reader);
        File.AppendAllText(path, $"{Time} stdout F two\n");
        File.WriteAllText(path + ".tmp", $"{Time} stdout F three\n");
        File.Move(path + ".tmp", path, overwrite: true);
        var second = Texts(reader);

        Assert.Equal(["one"], first);
        Assert.Equal(["two", "three"], second);
    }

    [Fact]
    public void A_missing_file_has_no_lines()
    {
        using var reader = new LogFileReader(Path.Join(_folder, "missing"));

        Assert.Empty(reader.ReadAvailable(16));
    }

    private static string[] Texts(LogFileReader reader) =>
        [.. reader.ReadAvailable(7).Select(line => Encoding.UTF8.GetString(line.Text.Span))];

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
