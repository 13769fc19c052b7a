using System.Text;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Terminals;

namespace Gantry.Cli.Dashboards;

/// <summary>
/// The person's terminal as one picture that is drawn again and again. However the process ends, but for SIGKILL, the terminal is
/// as it was.
/// </summary>
internal sealed class FullScreen : IDisposable
{
    // xterm's control sequences: another screen, no cursor, no line that goes on in the next one.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[0m\e[?7h\e[?25h\e[?1049l";

    private readonly Stream _output;
    private readonly IDisposable _rawMode;
    private int _hasLeft;

    /// <summary>Takes the terminal.</summary>
    public FullScreen(CommandContext context)
    {
        context.Out.Flush();
        _output = context.OpenOutput();
        _rawMode = TerminalSession.EnterRaw();
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        Write(Enter);
    }

    /// <summary>Its size in characters; of one that does not know, the smallest that is drawn for.</summary>
    public static (int Columns, int Rows) Size => TerminalSession.Size(TerminalSession.OutputNumber) is { } size
        ? (size.Columns, size.Rows)
        : (80, 24);

    /// <summary>Draws lines from the top; what was below them is gone.</summary>
    public void Draw(IReadOnlyList<ScreenLine> lines)
    {
        var picture = new StringBuilder("\e[H");
        for (var index = 0; index < lines.Count; index++)
        {
            picture.Append(lines[index].IsBright ? "\e[7m" : "").Append(lines[index].Text).Append("\e[0m\e[K");
            picture.Append(index < lines.Count - 1 ? "\r\n" : "\e[J");
        }

        Write(picture.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        GiveBack();
        _output.Dispose();
    }

    private void OnExit(object? sender, EventArgs e) => GiveBack();

    private void GiveBack()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 1)
        {
            return;
        }

        try
        {
            Write(Leave);
        }
        catch (IOException)
        {
            // The terminal is gone, as after a lost connection.
        }

        _rawMode.Dispose();
    }

    private void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));
}
