using Gantry.Cli.Commands;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Tests.Rendering;

public sealed class ManPagesTests
{
    private static readonly List<ManPage> s_pages = [.. ManPages.Of(CommandCatalog.Root)];

    [Fact]
    public void Every_command_and_group_has_a_page_but_hidden_ones()
    {
        var names = s_pages.Select(page => page.FileName).ToList();

        Assert.Contains("gantry.1", names);
        Assert.Contains("gantry-container.1", names);
        Assert.Contains("gantry-container-checkpoint.1", names);
        Assert.Contains("gantry-run.1", names);
        Assert.DoesNotContain("gantry-internal-man.1", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void A_page_has_its_sections()
    {
        var text = s_pages.Single(page => page.FileName == "gantry-container-restore.1").Text;

        Assert.StartsWith(".TH \"GANTRY-CONTAINER-RESTORE\" \"1\"", text, StringComparison.Ordinal);
        Assert.Contains(".SH SYNOPSIS\n.B gantry container restore\n", text, StringComparison.Ordinal);
        Assert.Contains("\\fB\\-i, \\-\\-import\\fR \\fIstring\\fR\n", text, StringComparison.Ordinal);
        Assert.Contains(".SH EXAMPLES\n.nf\ngantry container restore web\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_is_taken_for_a_request()
    {
        var requests = s_pages.SelectMany(page => page.Text.Split('\n'))
            .Where(line => line.StartsWith('.') || line.StartsWith('\''))
            .Select(line => line.Split(' ')[0]).Distinct();

        Assert.Subset(new HashSet<string> { ".TH", ".SH", ".B", ".BR", ".TP", ".nf", ".fi" }, requests.ToHashSet());
    }
}
