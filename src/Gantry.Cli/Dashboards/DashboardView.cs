using Gantry.Cli.Rendering.Checkpoints;

namespace Gantry.Cli.Dashboards;

/// <summary>What is on the screen.</summary>
internal sealed record DashboardView
{
    private const string Keys = " c checkpoint  r restore  m migrate  l logs  i inspect  ? help  q quit";

    private static readonly string[] s_help =
    [
        "Arrows, j and k choose a row.",
        "",
        "c  checkpoint the chosen container, in place; it ends and can be restored",
        "r  restore the chosen container, or the chosen archive into a new container",
        "m  migrate the chosen container to a host that you are asked for",
        "l  show the end of the chosen container's log",
        "i  show what the chosen container, checkpoint or migration is",
        "?  this text",
        "q  go back, or quit; what is under way is undone first",
    ];

    /// <summary>Title of the screen.</summary>
    public string Title { get; init; } = "gantry";

    /// <summary>Rows that can be chosen, by their headings.</summary>
    public IReadOnlyList<(string Heading, IReadOnlyList<DashboardRow> Rows)> Sections { get; init; } = [];

    /// <summary>Key of the chosen row; null: none is there.</summary>
    public string? Chosen { get; init; }

    /// <summary>A text instead of the rows; null: the rows.</summary>
    public IReadOnlyList<string>? Text { get; init; }

    /// <summary>Lines of the text that are above the screen.</summary>
    public int Scrolled { get; init; }

    /// <summary>What is under way, or came of it.</summary>
    public string Status { get; init; } = "";

    /// <summary>What is asked for, with what was typed so far; null: nothing is.</summary>
    public (string Question, string Answer)? Prompt { get; init; }

    /// <summary>What the keys do.</summary>
    public static IReadOnlyList<string> Help => s_help;

    /// <summary>All rows, from the top.</summary>
    public IEnumerable<DashboardRow> Rows => Sections.SelectMany(section => section.Rows);

    /// <summary>The chosen row.</summary>
    public DashboardRow? ChosenRow => Rows.FirstOrDefault(row => row.Key == Chosen);

    /// <summary>The view with a row chosen that is so many further down.</summary>
    public DashboardView Move(int count)
    {
        var rows = Rows.ToList();
        if (rows.Count == 0)
        {
            return this with { Chosen = null };
        }

        var index = rows.FindIndex(row => row.Key == Chosen);
        return this with { Chosen = rows[Math.Clamp(Math.Max(index, 0) + count, 0, rows.Count - 1)].Key };
    }

    /// <summary>How far the text can be scrolled on a screen of so many rows.</summary>
    public int MostScrolled(int rows) => Math.Max(0, (Text?.Count ?? 0) - Room(rows));

    /// <summary>The lines of a screen.</summary>
    /// <param name="columns">Its width.</param>
    /// <param name="rows">Its height.</param>
    /// <param name="now">The present.</param>
    public IReadOnlyList<ScreenLine> Draw(int columns, int rows, DateTimeOffset now)
    {
        var room = Room(rows);
        var body = Text is { } text ? [.. text.Select(line => new ScreenLine(line))] : ListLines(now);
        var top = Text is null ? TopOf(body, room) : Math.Min(Scrolled, MostScrolled(rows));
        var shown = body.Skip(top).Take(room).ToList();
        return
        [
            .. new[] { new ScreenLine(" " + Title, IsBright: true) }
                .Concat(shown)
                .Concat(Enumerable.Repeat(new ScreenLine(""), room - shown.Count))
                .Append(new ScreenLine(" " + (Prompt is var (question, answer) ? $"{question}{answer}_" : Status)))
                .Append(new ScreenLine(Text is null ? Keys : " Arrows and Page keys scroll, q goes back", IsBright: true))
                .Select(line => line with { Text = Fit(line.Text, columns) }),
        ];
    }

    // Title, status and keys are always there.
    private static int Room(int rows) => Math.Max(1, rows - 3);

    // Filled up, so that a bright line is bright to its end.
    private static string Fit(string text, int columns)
    {
        var clean = TerminalText.Clean(text);
        return clean.Length > columns ? clean[..columns] : clean.PadRight(columns);
    }

    private static int TopOf(List<ScreenLine> body, int room)
    {
        var chosen = body.FindIndex(line => line.IsBright);
        return Math.Clamp(chosen - (room / 2), 0, Math.Max(0, body.Count - room));
    }

    private List<ScreenLine> ListLines(DateTimeOffset now)
    {
        List<ScreenLine> lines = [];
        foreach (var (heading, rows) in Sections)
        {
            lines.Add(new ScreenLine(""));
            lines.Add(new ScreenLine($" {heading}{(rows.Count == 0 ? ": none" : "")}"));
            lines.AddRange(rows.Select(row => new ScreenLine(row.Describe(now), row.Key == Chosen)));
        }

        return lines;
    }
}
