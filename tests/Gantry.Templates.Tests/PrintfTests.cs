using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

/// <summary>The results are those of Go 1.24, taken from a program that renders the same templates.</summary>
public sealed class PrintfTests
{
    [Theory]
    [InlineData("\"%s|%d|%v|%q|%t|%x\" \"a\" 3 .L \"q\\\"\" true \"hi\"", "a|3|[a b c]|\"q\\\"\"|true|6869")]
    [InlineData("\"%5s|%-5s|%05d|%.2f\" \"ab\" \"ab\" 42 3.14159", "   ab|ab   |00042|3.14")]
    [InlineData("\"%08.3f|%+d|% d|%x|%X|%o|%b|%c|%U|%#x\" 3.14159 5 5 255 255 8 5 65 65 255",
        "0003.142|+5| 5|ff|FF|10|101|A|U+0041|0xff")]
    [InlineData("\"%e|%g|%G\" 123456.789 1e-7 1e100", "1.234568e+05|1e-07|1E+100")]
    [InlineData("\"%.3g|%.10g|%g|%g|%v|%v\" 1234.5678 1234.5678 100000.0 1000000.0 1e21 123456789.0",
        "1.23e+03|1234.5678|100000|1e+06|1e+21|1.23456789e+08")]
    [InlineData("\"%6.2f|%-8.1f|%+.1e|%08d|%-08d|\" 3.14159 2.5 12345.678 -42 -42",
        "  3.14|2.5     |+1.2e+04|-0000042|-42     |")]
    [InlineData("\"%6d|%-6d|%06d|%+06d\" 42 42 42 42", "    42|42    |000042|+00042")]
    [InlineData("\"%.0f %5.0f\" 2.5 3.5", "2     4")]
    [InlineData("\"%5t|%-7t|%v\" true false nil", " true|false  |<nil>")]
    [InlineData("\"%.2s|%.10s|%5.1s|%05s\" \"abc\" \"abc\" \"abc\" \"ab\"", "ab|abc|    a|000ab")]
    [InlineData("\"%q|%x|%5s\" .L .L .L", "[\"a\" \"b c\"]|[61 622063]|[    a   b c]")]
    [InlineData("\"%T %T %T %T %T\" \"s\" 1 1.5 .L .Labels", "string int float64 []interface {} map[string]interface {}")]
    [InlineData("\"%c%q%q\" 0x1F600 65 \"é\\n\\x00\"", "😀'A'\"é\\n\\x00\"")]
    [InlineData("\"%#q %+q\" \"abc\" \"é\"", "`abc` \"\\u00e9\"")]
    [InlineData("\"%+v %v %#v\" .State .State \"x\"", "{Status:up Code:0} {up 0} \"x\"")]
    [InlineData("\"%d%%\" 50", "50%")]
    [InlineData("\"%[2]d %[1]d\" 1 2", "2 1")]
    [InlineData("\"%*d|%-*d|\" 5 42 4 7", "   42|7   |")]
    [InlineData("\"%.*f\" 2 3.14159", "3.14")]
    [InlineData("\"%x\" -255", "-ff")]
    public void A_verb_formats_as_in_Go(string arguments, string expected)
    {
        var text = Render(arguments);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("\"%d\" \"x\"", "%!d(string=x)")]
    [InlineData("\"%s\" 5", "%!s(int=5)")]
    [InlineData("\"%t\" 1", "%!t(int=1)")]
    [InlineData("\"%d\" .L", "[%!d(string=a) %!d(string=b c)]")]
    [InlineData("\"%d\"", "%!d(MISSING)")]
    [InlineData("\"x\" 1 \"a\" nil", "x%!(EXTRA int=1, string=a, <nil>)")]
    [InlineData("\"%!\"", "%!!(MISSING)")]
    [InlineData("\"%\"", "%!(NOVERB)")]
    [InlineData("\"%z\" 3", "%!z(int=3)")]
    [InlineData("\"%[5]d\" 1", "%!d(BADINDEX)")]
    [InlineData("\"%s %d\" nil nil", "%!s(<nil>) %!d(<nil>)")]
    [InlineData("\"%9999999999d\" 1", "%!(BADWIDTH)1")]
    public void A_wrong_verb_is_told_in_the_text(string arguments, string expected)
    {
        var text = Render(arguments);

        Assert.Equal(expected, text);
    }

    private static string Render(string arguments) => GoTemplate.Parse($"{{{{printf {arguments}}}}}").Render(JsonNode.Parse(
        """{ "L": ["a", "b c"], "Labels": {}, "State": { "Status": "up", "Code": 0 } }"""));
}
