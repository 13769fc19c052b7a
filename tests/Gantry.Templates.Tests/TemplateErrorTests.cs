using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

/// <summary>The messages are those of Go 1.24, taken from a program that renders the same templates.</summary>
public sealed class TemplateErrorTests
{
    [Theory]
    [InlineData("{{", "unclosed action")]
    [InlineData("{{.S", "unclosed action")]
    [InlineData("{{.S}", "bad character U+007D '}'")]
    [InlineData("{{\"abc}}", "unterminated quoted string")]
    [InlineData("{{`abc}}", "unterminated raw quoted string")]
    [InlineData("{{'a}}", "unterminated character constant")]
    [InlineData("{{'ab'}}", "malformed character constant: 'ab'")]
    [InlineData("{{1a}}", "bad number syntax: \"1a\"")]
    [InlineData("{{\"\\q\"}}", "invalid syntax")]
    [InlineData("{{/* x }}", "unclosed comment")]
    [InlineData("{{/* x */ }}", "comment ends before closing delimiter")]
    [InlineData("{{end}}", "unexpected {{end}}")]
    [InlineData("{{else}}", "unexpected {{else}}")]
    [InlineData("{{if}}x{{end}}", "missing value for if")]
    [InlineData("{{}}", "missing value for command")]
    [InlineData("{{if .B}}", "unexpected EOF")]
    [InlineData("{{if .B}}x{{else}}y{{else}}z{{end}}", "expected end; found {{else}}")]
    [InlineData("{{.S | .B | 1}}", "non executable command in pipeline stage 3")]
    [InlineData("{{(.S}}", "unclosed left paren")]
    [InlineData("{{.S)}}", "unexpected right paren")]
    [InlineData("{{\"a\".b}}", "unexpected . after term \"\\\"a\\\"\"")]
    [InlineData("{{foo}}", "function \"foo\" not defined")]
    [InlineData("{{$x}}", "undefined variable \"$x\"")]
    [InlineData("{{$x, $y := 1}}", "too many declarations in command")]
    [InlineData("{{break}}", "{{break}} outside {{range}}")]
    [InlineData("{{template .S}}", "unexpected \".S\" in template clause")]
    [InlineData("{{define \"a\"}}1{{end}}{{define \"a\"}}2{{end}}", "template: multiple definition of template \"a\"")]
    public void A_wrong_template_does_not_parse(string template, string expected)
    {
        var exception = Assert.Throws<TemplateException>(() => GoTemplate.Parse(template, "ps"));

        Assert.Equal($"template: ps:1: {expected}", exception.Message);
    }

    [Fact]
    public void A_syntax_error_names_its_line()
    {
        var exception = Assert.Throws<TemplateException>(() => GoTemplate.Parse("a\nb\n{{.A\n.B !}}", "ps"));

        Assert.Equal("template: ps:4: unexpected \"!\" in operand", exception.Message);
    }

    [Fact]
    public void An_unclosed_action_names_the_line_it_starts_on()
    {
        var exception = Assert.Throws<TemplateException>(() => GoTemplate.Parse("a\n{{.A\n", "ps"));

        Assert.StartsWith("template: ps:", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(": unclosed action started at ps:2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{.Foo}}", "1:2", ".Foo", "can't evaluate field Foo in type struct")]
    [InlineData("{{.A.Foo}}", "1:4", ".A.Foo", "can't evaluate field Foo in type struct")]
    [InlineData("é\né{{.Foo}}", "2:4", ".Foo", "can't evaluate field Foo in type struct")]
    [InlineData("{{.id}}", "1:2", ".id", "can't evaluate field id in type struct")]
    [InlineData("{{.Id.X}}", "1:5", ".Id.X", "can't evaluate field X in type string")]
    [InlineData("{{.None.X}}", "1:7", ".None.X", "nil pointer evaluating struct.X")]
    [InlineData("{{.Id 1}}", "1:2", ".Id", "Id has arguments but cannot be invoked as function")]
    [InlineData("{{1 2}}", "1:2", "1", "can't give argument to non-function 1")]
    [InlineData("{{nil}}", "1:2", "nil", "nil is not a command")]
    [InlineData("{{range .Id}}x{{end}}", "1:8", ".Id", "range can't iterate over abc")]
    [InlineData("{{range .A}}x{{end}}", "1:8", ".A", "range can't iterate over {1}")]
    [InlineData("{{template \"x\"}}", "1:11", "{{template \"x\"}}", "template \"x\" not defined")]
    [InlineData("{{$x = 1}}", "1:7", "1", "undefined variable: $x")]
    [InlineData("{{len}}", "1:2", "len", "wrong number of args for len: want 1 got 0")]
    [InlineData("{{eq}}", "1:2", "eq", "wrong number of args for eq: want at least 1 got 0")]
    [InlineData("{{eq 1}}", "1:2", "eq 1", "error calling eq: missing argument for comparison")]
    [InlineData("{{eq 1 \"a\"}}", "1:2", "eq 1 \"a\"", "error calling eq: incompatible types for comparison")]
    [InlineData("{{lt true false}}", "1:2", "lt true false", "error calling lt: invalid type for comparison")]
    [InlineData("{{index .L \"x\"}}", "1:2", "index .L \"x\"",
        "error calling index: cannot index slice/array with type string")]
    [InlineData("{{index .L 5}}", "1:2", "index .L 5", "error calling index: index out of range: 5")]
    [InlineData("{{index .L -1}}", "1:2", "index .L -1", "error calling index: index out of range: -1")]
    [InlineData("{{index .B 0}}", "1:2", "index .B 0", "error calling index: can't index item of type bool")]
    [InlineData("{{len .B}}", "1:2", "len .B", "error calling len: len of type bool")]
    [InlineData("{{slice .Id 2 1}}", "1:2", "slice .Id 2 1", "error calling slice: invalid slice index: 2 > 1")]
    [InlineData("{{upper 5}}", "1:8", "5", "expected string; found 5")]
    [InlineData("{{upper .B}}", "1:8", ".B", "wrong type for value; expected string; got bool")]
    [InlineData("{{upper .None}}", "1:8", ".None", "invalid value; expected string")]
    [InlineData("{{upper nil}}", "1:8", "nil", "cannot assign nil to string")]
    [InlineData("{{truncate \"abc\" \"x\"}}", "1:17", "\"x\"", "expected integer; found \"x\"")]
    [InlineData("{{truncate \"abc\" -1}}", "1:2", "truncate \"abc\" -1",
        "error calling truncate: slice bounds out of range [:-1]")]
    public void A_rendering_fails_at_a_position(string template, string position, string context, string expected)
    {
        var data = JsonNode.Parse("""{ "Id": "abc", "A": { "B": 1 }, "None": null, "L": [1, 2], "B": true }""");
        var parsed = GoTemplate.Parse(template, "inspect");

        var exception = Assert.Throws<TemplateException>(() => parsed.Render(data));

        Assert.Equal($"template: inspect:{position}: executing \"inspect\" at <{context}>: {expected}", exception.Message);
    }

    [Fact]
    public void An_error_in_a_definition_names_the_definition()
    {
        var parsed = GoTemplate.Parse("{{define \"d\"}}{{.Foo}}{{end}}{{template \"d\" .}}", "ps");

        var exception = Assert.Throws<TemplateException>(() => parsed.Render(new JsonObject()));

        Assert.StartsWith("template: ps:1:16: executing \"d\" at <.Foo>:", exception.Message, StringComparison.Ordinal);
    }
}
