namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>A line with lines that belong to it.</summary>
/// <param name="Text">The line; made fit for a terminal when it is written.</param>
/// <param name="Children">What belongs to it.</param>
internal sealed record TextTree(string Text, params IReadOnlyList<TextTree> Children)
{
    /// <summary>Writes it with the branches of a tree.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(TerminalText.Clean(Text));
        WriteChildren(writer, "");
    }

    private void WriteChildren(TextWriter writer, string indent)
    {
        for (var index = 0; index < Children.Count; index++)
        {
            var isLast = index == Children.Count - 1;
            writer.WriteLine($"{indent}{(isLast ? "└── " : "├── ")}{TerminalText.Clean(Children[index].Text)}");
            Children[index].WriteChildren(writer, indent + (isLast ? "    " : "│   "));
        }
    }
}
