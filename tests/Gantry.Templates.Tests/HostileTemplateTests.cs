using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

public sealed class HostileTemplateTests
{
    private const int Rounds = 20_000;

    private static readonly string[] s_fragments =
    [
        "{{", "}}", "{{-", "-}}", " ", "(", ")", "|", ".", ".A", ".B", ".Labels", "$", "$x", ":=", "=", ",", "if ", "else ",
        "end", "range ", "with ", "define ", "template ", "block ", "break", "continue", "\"a\"", "`b`", "'c'", "1", "-2",
        "3.5", "0x", "nil", "true", "printf ", "\"%d%s%[3]*.[2]*[1]f\"", "index ", "slice ", "len ", "eq ", "and ", "or ",
        "json ", "join ", "split ", "truncate ", "pad ", "\n", "\t", "\\", "\"", "/*", "*/", "é", "😀", "\ud800", "\0", "{{end}}",
        "{{if .A}}", "{{range .B}}", "{{else}}", "{{$x := .A}}",
    ];

    private static JsonNode? Data => JsonNode.Parse(
        """{ "A": "text", "B": [1, "two", null, { "C": [] }], "Labels": { "a": "b", "n": null } }""");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_templates_throw_nothing_but_template_exceptions(int seed)
    {
        var random = new Random(seed);
        var rendered = 0;

        for (var round = 0; round < Rounds; round++)
        {
            rendered += TryRender(RandomTemplate(random)) ? 1 : 0;
        }

        Assert.InRange(rendered, 1, Rounds - 1);
    }

    [Fact]
    public void Random_actions_throw_nothing_but_template_exceptions()
    {
        var random = new Random(4);

        for (var round = 0; round < Rounds; round++)
        {
            var words = Enumerable.Range(0, random.Next(1, 6)).Select(_ => s_fragments[random.Next(9, 50)]);
            TryRender("{{" + string.Join(' ', words) + "}}");
        }
    }

    [Theory]
    [InlineData("{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}")]
    [InlineData("{{define \"a\"}}{{if true}}{{template \"a\" (print (print .))}}{{end}}{{end}}{{template \"a\"}}")]
    [InlineData("{{range 9223372036854775807}}{{end}}")]
    [InlineData("{{range 1000000}}{{range 1000000}}x{{end}}{{end}}")]
    [InlineData("{{$x := \"aaaaaaaaaaaaaaaa\"}}{{range 100}}{{$x = print $x $x}}{{end}}")]
    [InlineData("{{$x := \"aaaaaaaaaaaaaaaa\"}}{{range 10}}{{$x = print $x $x}}{{end}}{{range 100000000}}{{len $x}}{{end}}")]
    [InlineData("{{pad \"x\" 2147483647 2147483647}}")]
    [InlineData("{{range 100000}}{{printf \"%1000000d\" 1}}{{end}}")]
    public void A_rendering_without_end_is_stopped(string template)
    {
        var parsed = GoTemplate.Parse(template, "x");

        var exception = Assert.Throws<TemplateException>(() => parsed.Render(Data));

        Assert.Contains("exceeded maximum", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("print (", ")")]
    public void Parentheses_nest_only_so_deep(string open, string close)
    {
        var text = "{{" + Repeat(open, 100_000) + "1" + Repeat(close, 100_000) + "}}";

        var exception = Assert.Throws<TemplateException>(() => GoTemplate.Parse(text, "x"));

        Assert.Equal("template: x:1: exceeded maximum nesting depth (200)", exception.Message);
    }

    [Theory]
    [InlineData("{{if true}}")]
    [InlineData("{{range 2}}")]
    [InlineData("{{with 1}}{{else with 2}}")]
    [InlineData("{{block \"a\" .}}")]
    public void Statements_nest_only_so_deep(string open)
    {
        var text = Repeat(open, 50_000);

        Assert.Throws<TemplateException>(() => GoTemplate.Parse(text));
    }

    [Fact]
    public void Nested_loops_at_the_depth_allowed_render_or_fail_cleanly()
    {
        var text = Repeat("{{if true}}", 90) + "x" + Repeat("{{end}}", 90);

        Assert.Equal("x", GoTemplate.Parse(text).Render(null));
    }

    [Fact]
    public void Data_nested_too_deep_is_an_error()
    {
        JsonNode node = new JsonArray();
        for (var level = 0; level < 5_000; level++)
        {
            node = new JsonArray(node);
        }

        Assert.Throws<TemplateException>(() => GoTemplate.Parse("{{.}}").Render(node));
        Assert.Throws<TemplateException>(() => GoTemplate.Parse("{{json .}}").Render(node));
    }

    [Fact]
    public void A_long_chain_of_fields_is_no_recursion()
    {
        var text = "{{" + Repeat(".Labels", 20_000) + "}}";

        Assert.True(TryRender(text));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string RandomTemplate(Random random)
    {
        var builder = new StringBuilder();
        for (var count = random.Next(1, 14); count > 0; count--)
        {
            builder.Append(s_fragments[random.Next(s_fragments.Length)]);
        }

        return builder.ToString();
    }

    /// <summary>True when it rendered, false when it was refused; any other exception ends the test.</summary>
    private static bool TryRender(string template)
    {
        try
        {
            GoTemplate.Parse(template).Render(Data);
            RowFormat.Parse("table " + template, new Dictionary<string, string>()).Render([Data, Data]);
            return true;
        }
        catch (TemplateException)
        {
            return false;
        }
    }
}
