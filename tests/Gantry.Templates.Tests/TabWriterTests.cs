namespace Gantry.Templates.Tests;

public sealed class TabWriterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no tabs\n", "no tabs\n")]
    [InlineData("a\tb\n", "a           b\n")]
    [InlineData("a\t\tb\n", "a                       b\n")]
    [InlineData("a\t\n", "a           \n")]
    [InlineData("0123456789ab\tc\nd\te\n", "0123456789ab  c\nd             e\n")]
    [InlineData("0123456789ab\tc\nbreak\nd\te\n", "0123456789ab  c\nbreak\nd           e\n")]
    [InlineData("ééééééééééé\tc\n", "ééééééééééé  c\n")]
    public void Columns_are_as_wide_as_the_widest_cell_of_consecutive_lines(string text, string expected)
    {
        var aligned = TabWriter.Align(text);

        Assert.Equal(expected, aligned);
    }
}
