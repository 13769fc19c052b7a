using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

public sealed class RowFormatTests
{
    private static readonly Dictionary<string, string> s_headers = new()
    {
        ["ID"] = "CONTAINER ID",
        ["State.Status"] = "STATUS",
    };

    private static readonly JsonNode?[] s_rows =
    [
        JsonNode.Parse("""{ "ID": "0123456789ab", "Names": "web", "State": {"Status": "running"}, "Ports": ["80"] }"""),
        JsonNode.Parse("""{"ID": "ba9876543210", "Names": "a-rather-long-name", "State": {"Status": "exited"}, "Ports": []}"""),
    ];

    private static string Render(string format, bool noHeading = false) =>
        RowFormat.Parse(format, s_headers, "ps").Render(s_rows, noHeading);

    [Fact]
    public void A_template_is_applied_to_every_row_on_its_own_line()
    {
        var text = Render("{{.ID}} {{.Names}}");

        Assert.Equal("0123456789ab web\nba9876543210 a-rather-long-name\n", text);
    }

    [Fact]
    public void Escapes_typed_literally_are_tabs_and_ends_of_lines()
    {
        var text = Render(@"{{.ID}}\t{{.Names}}\n-");

        Assert.Equal("0123456789ab\tweb\n-\nba9876543210\ta-rather-long-name\n-\n", text);
    }

    [Fact]
    public void An_escape_inside_a_string_is_left_when_the_template_needs_it()
    {
        var text = Render("{{printf \"%s\\n\" .Names}}");

        Assert.Equal("web\na-rather-long-name\n", text);
    }

    [Fact]
    public void A_range_of_its_own_is_applied_once_to_all_rows()
    {
        var text = Render("{{range .}}<{{.Names}}>{{end}}");

        Assert.Equal("<web><a-rather-long-name>\n", text);
    }

    [Fact]
    public void A_table_has_headings_and_aligned_columns()
    {
        var text = Render(@"table {{.ID}}\t{{.Names}}\t{{.State.Status}}");

        Assert.Equal(
            "CONTAINER ID  NAMES               STATUS\n" +
            "0123456789ab  web                 running\n" +
            "ba9876543210  a-rather-long-name  exited\n",
            text);
    }

    [Fact]
    public void A_space_separates_the_columns_of_a_table_too()
    {
        var text = Render("table {{.Names}} {{.ID}}");

        Assert.Equal(
            "NAMES               CONTAINER ID\n" +
            "web                 0123456789ab\n" +
            "a-rather-long-name  ba9876543210\n",
            text);
    }

    [Fact]
    public void A_column_is_at_least_twelve_wide()
    {
        var text = RowFormat.Parse(@"table {{.A}}\t{{.B}}", s_headers).Render([JsonNode.Parse("""{ "A": "x", "B": "y" }""")]);

        Assert.Equal("A           B\nx           y\n", text);
    }

    [Fact]
    public void No_heading_leaves_the_headings_out()
    {
        var text = Render(@"table {{.ID}}\t{{.Names}}", noHeading: true);

        Assert.Equal("0123456789ab  web\nba9876543210  a-rather-long-name\n", text);
    }

    [Fact]
    public void No_rows_leave_the_headings_of_a_table()
    {
        var format = RowFormat.Parse(@"table {{.ID}}\t{{.RepoTags}}", s_headers);

        var text = format.Render([]);

        Assert.True(format.IsTable);
        Assert.Equal("CONTAINER ID  REPO TAGS\n", text);
    }

    [Fact]
    public void No_rows_leave_nothing_of_any_other_format()
    {
        var format = RowFormat.Parse("{{.ID}}", s_headers);

        var text = format.Render([]);

        Assert.False(format.IsTable);
        Assert.Equal("", text);
    }

    [Theory]
    [InlineData("{{.Names}}", "NAMES")]
    [InlineData("{{.ContainerID}}", "CONTAINER ID")]
    [InlineData("{{.PIDs}}", "PI DS")]
    [InlineData("{{.CreatedAt}}", "CREATED AT")]
    [InlineData("{{.Foo.BarBaz}}", "BAR BAZ")]
    [InlineData("{{upper .Names}}", "NAMES")]
    [InlineData("{{range .Ports}}{{.}},{{end}}", "PORTS")]
    [InlineData("{{index .Labels \"a\"}}", "LABELS")]
    [InlineData("{{with .State}}{{.Status}}{{end}}", "STATUS")]
    [InlineData("{{truncate .ID 5}}", "CONTA")]
    public void A_heading_is_derived_from_the_field(string column, string expected)
    {
        var text = RowFormat.Parse($"table {column.Replace(' ', '\t')}", s_headers).Render([]);

        Assert.Equal(expected, text.TrimEnd());
    }

    [Fact]
    public void A_field_no_row_has_is_an_error()
    {
        var format = RowFormat.Parse("{{.Nope}}", s_headers, "ps");

        var exception = Assert.Throws<TemplateException>(() => format.Render(s_rows));

        Assert.Equal(
            "template: ps:1:13: executing \"ps\" at <.Nope>: can't evaluate field Nope in type struct", exception.Message);
    }

    [Fact]
    public void A_wrong_template_does_not_parse()
    {
        var exception = Assert.Throws<TemplateException>(() => RowFormat.Parse("{{.ID", s_headers, "ps"));

        Assert.Equal("template: ps:1: bad character U+007B '{'", exception.Message);
    }
}
