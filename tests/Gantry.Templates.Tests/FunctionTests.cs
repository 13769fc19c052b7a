using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

/// <summary>The results are those of Go 1.24, taken from a program that renders the same templates.</summary>
public sealed class FunctionTests
{
    private const string Data = """
        { "S": "a<b>&\"'é", "L": ["a", "b c"], "N": 5, "F": 0.5, "B": true, "None": null, "Labels": { "b": "2", "a": "1" } }
        """;

    private static string Render(string template) => GoTemplate.Parse(template).Render(JsonNode.Parse(Data));

    [Theory]
    [InlineData("{{eq 1 1}} {{eq 1 2 1}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 1 2}}",
        "true true true true true false false")]
    [InlineData("{{eq \"a\" \"b\"}} {{lt \"a\" \"b\"}} {{eq true true}} {{eq .None nil}} {{eq .N 5.0}} {{lt .F 1}}",
        "false true true true true true")]
    [InlineData("{{and 1 0}} {{and 1 2}} {{or 0 \"\"}} {{or 0 2}} {{not 1}} {{not .None}}", "0 2  2 false true")]
    [InlineData("{{and false (index .L 9)}} {{or 1 (index .L 9)}} {{.B | and true}}", "false 1 true")]
    public void Logic_and_comparisons(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{len .S}} {{len .L}} {{len .Labels}} {{len .None}}", "9 2 2 0")]
    [InlineData("{{index .L 1}} {{index .S 0}} {{index .Labels \"a\"}} {{index .L}}", "b c 97 1 [a b c]")]
    [InlineData("{{slice .S 1 3}} {{slice .L 1}} {{slice .L 0 1 2}} {{slice \"abc\"}}", "<b [b c] [a] abc")]
    public void Collections(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{join .L \",\"}} {{split \"a,b\" \",\"}} {{len (split \"abc\" \"\")}} {{index (split \"a/b\" \"/\") 1}}",
        "a,b c [a b] 3 b")]
    [InlineData("{{lower \"AbC\"}} {{upper \"abc\"}} {{title \"hello world-foo a_b it's\"}}",
        "abc ABC Hello World-Foo A_b It's")]
    [InlineData("{{truncate \"abcdef\" 3}} {{truncate \"ab\" 5}} [{{pad \"x\" 1 2}}] [{{pad \"\" 1 2}}]", "abc ab [ x  ] []")]
    [InlineData("{{html .S}} {{js .S}} {{urlquery .S}}",
        "a&lt;b&gt;&amp;&#34;&#39;é a\\u003Cb\\u003E\\u0026\\\"\\'é a%3Cb%3E%26%22%27%C3%A9")]
    [InlineData("{{urlquery \"a b&c\" 1}} {{html 1 2 \"<\" nil}}", "a+b%26c1 1 2&lt;&lt;no value&gt;")]
    [InlineData("{{\"x\" | printf \"%s-%s\" \"y\"}} {{\"abc\" | len | printf \"%03d\"}}", "y-x 003")]
    public void Texts(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{json .S}}", "\"a<b>&\\\"'é\"")]
    [InlineData("{{json .L}} {{json .Labels}} {{json .None}} {{json .N}} {{json 1.5}} {{json true}}",
        "[\"a\",\"b c\"] {\"a\":\"1\",\"b\":\"2\"} null 5 1.5 true")]
    [InlineData("{{json \"a\\nb\\u2028\\x01\"}} {{json 1e21}} {{json 1e-7}} {{json .Labels.nope}}",
        "\"a\\nb\\u2028\\u0001\" 1e+21 1e-7 null")]
    [InlineData("{{json (split \"\" \",\")}} {{json (slice .L 0 0)}}", "[\"\"] []")]
    public void Json(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void Json_keeps_the_order_of_a_struct()
    {
        var text = GoTemplate.Parse("{{json .}}").Render(JsonNode.Parse("""{ "B": 1, "A": { "Labels": {}, "X": [] } }"""));

        Assert.Equal("""{"B":1,"A":{"Labels":{},"X":[]}}""", text);
    }

    [Theory]
    [InlineData("{{print .L 1 2 \"a\" \"b\" 3 nil}}", "[a b c] 1 2ab3 <nil>")]
    [InlineData("{{println .N \"x\"}}", "5 x\n")]
    [InlineData("{{print 1000000.0 123456.5 1e20 0.00001 100.25}}", "1e+06 123456.5 1e+20 1e-05 100.25")]
    public void Printing(string template, string expected)
    {
        var text = Render(template);

        Assert.Equal(expected, text);
    }
}
