using Gantry.Cli.Dashboards;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Dashboards;

public sealed class DashboardViewTests
{
    [Fact]
    public void A_screen_is_filled_and_never_wider_or_higher()
    {
        var lines = ViewOf(100).Draw(80, 24, TestContext.Now);

        Assert.Equal(24, lines.Count);
        Assert.All(lines, line => Assert.Equal(80, line.Text.Length));
    }

    [Fact]
    public void The_chosen_row_is_always_seen()
    {
        var lines = ViewOf(100).Move(1000).Draw(80, 24, TestContext.Now);

        Assert.Contains(lines, line => line.IsBright && line.Text.Contains("99.tar", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_stays_chosen_while_others_come_and_go()
    {
        var view = ViewOf(3).Move(2);

        var later = view with { Sections = [("CHECKPOINTS", [.. ViewOf(3).Rows.Skip(1)])] };

        Assert.Equal("archive /2.tar", later.ChosenRow!.Key);
    }

    [Fact]
    public void Names_cannot_move_the_cursor()
    {
        var view = new DashboardView
        {
            Title = "\e[2J",
            Sections = [("CHECKPOINTS", [RowOf("/x\e[2J\u202E")])],
            Status = "\e[H",
            Text = null,
        };

        Assert.All(view.Draw(80, 24, TestContext.Now), line => Assert.DoesNotContain(line.Text, char.IsControl));
    }

    [Fact]
    public void What_is_asked_for_stands_where_the_status_is()
    {
        var view = new DashboardView { Status = "old", Prompt = ("Migrate web to host: ", "box") };

        Assert.StartsWith(" Migrate web to host: box_", view.Draw(80, 24, TestContext.Now)[22].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_scrolled_to_its_end_and_no_further()
    {
        var view = new DashboardView { Text = [.. Enumerable.Range(0, 100).Select(n => $"line {n}")], Scrolled = int.MaxValue };

        var lines = view.Draw(80, 24, TestContext.Now);

        Assert.StartsWith("line 79", lines[1].Text, StringComparison.Ordinal);
        Assert.StartsWith("line 99", lines[21].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\e[A\e[B", new[] { KeyKind.Up, KeyKind.Down })]
    [InlineData("\eOA", new[] { KeyKind.Up })]
    [InlineData("\e[5~\e[6~", new[] { KeyKind.PageUp, KeyKind.PageDown })]
    [InlineData("\e", new[] { KeyKind.Back })]
    [InlineData("\x03\r\x7f", new[] { KeyKind.Interrupt, KeyKind.Enter, KeyKind.Erase })]
    [InlineData("\e[1;5C\e[", new KeyKind[0])]
    [InlineData("q\x01", new[] { KeyKind.Character })]
    internal void Keys_are_known_by_what_terminals_send(string sent, KeyKind[] keys) =>
        Assert.Equal(keys, DashboardKey.Read(sent).Select(key => key.Kind));

    private static DashboardView ViewOf(int count) =>
        new DashboardView { Sections = [("CHECKPOINTS", [.. Enumerable.Range(0, count).Select(n => RowOf($"/{n}.tar"))])] }.Move(0);

    private static DashboardRow.OfArchive RowOf(string path) =>
        new(new CheckpointListing(path, 1, TestContext.Now, "Podman", "web\e[2J", "image", ""));
}
