using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Tests.CommandLine;

public sealed class CommaListTests
{
    [Theory]
    [InlineData("a,b", new[] { "a", "b" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("", new string[0])]
    [InlineData("\"a,b\",c", new[] { "a,b", "c" })]
    [InlineData("\"a\"\"b\",c", new[] { "a\"b", "c" })]
    public void Commas_separate_values_unless_quoted(string text, string[] values)
    {
        var result = CommaList.Split(text);

        Assert.Equal(values, result);
    }
}
