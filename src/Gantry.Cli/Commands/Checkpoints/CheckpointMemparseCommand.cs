using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint memparse</c>.</summary>
internal sealed class CheckpointMemparseCommand : CliCommand
{
    private readonly Option<long?> _pid;
    private readonly Option<string?> _search;
    private readonly Option<string?> _expression;
    private readonly Option<long?> _context;
    private readonly Option<string?> _output;
    private readonly ArchiveKeyOptions _key;

    /// <summary>Defines the command.</summary>
    public CheckpointMemparseCommand()
        : base("memparse", "Display or search the memory in a checkpoint", "[options] ARCHIVE|-|CONTAINER|IMAGE", Positionals.Exactly(1))
    {
        Details =
            """
            Without options lists the processes with the size of their memory. With --pid prints the memory of one as a
            dump. With --search or --search-regex prints what matches, with address and the name of the memory. In an
            expression each byte is the character of its number, so that \x00 is a zero byte; matches of up to
            4096 bytes are found.
            """;
        Examples =
        [
            "checkpoint memparse web.tar.zst",
            "checkpoint memparse --pid 1 --output memory.txt web.tar.zst",
            "checkpoint memparse --search password= --context 64 web.tar.zst",
            "checkpoint memparse --search-regex 'AKIA[0-9A-Z]{16}' web.tar.zst",
        ];
        Completes = CompletionKind.Containers;
        _pid = Add(Flag.Integer("pid", "p", "Look at one process, by its number in the container"));
        _search = Add(Flag.Text("search", "s", "Look for this text"));
        _expression = Add(Flag.Text("search-regex", "r", "Look for what matches this expression"));
        _context = Add(Flag.Integer("context", "c", "Bytes to show in front of and behind a match", 32));
        _output = Add(Flag.Text("output", "o", "Write to a file instead of standard output", valueName: "file"));
        _key = AddGroup(new ArchiveKeyOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var pattern = PatternOf(invocation);
        var source = CheckpointArgument.Open(invocation, invocation.Arguments[0], _key.Read(invocation));
        await using var archive = (source as CheckpointSource.FromArchive)?.Archive;
        await using var file = invocation.Get(_output) is { Length: > 0 } path
            ? new StreamWriter(invocation.Context.Resolve(path), append: false)
            : null;
        var output = file ?? invocation.Out;
        var pid = (uint?)invocation.Get(_pid);
        switch (pattern, pid)
        {
            case (null, null):
                await ListAsync(invocation, source, output, cancellationToken);
                break;
            case (null, { } one):
                await DumpAsync(invocation, source, one, output, cancellationToken);
                break;
            case ({ } wanted, _):
                var query = new MemoryQuery { Pattern = wanted, Pid = pid, Context = ContextOf(invocation) };
                await SearchAsync(invocation, source, query, output, cancellationToken);
                break;
        }

        return ExitCodes.Success;
    }

    private MemoryPattern? PatternOf(Invocation invocation)
    {
        var (text, expression) = (invocation.Get(_search), invocation.Get(_expression));
        if (text is not null && expression is not null)
        {
            throw new UsageException("--search and --search-regex cannot be used together");
        }

        if (text is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return bytes.Length is > 0 and <= MemoryPattern.MostBytes
                ? new MemoryPattern.Exactly(bytes)
                : throw new UsageException($"--search takes 1 to {MemoryPattern.MostBytes} bytes");
        }

        try
        {
            return expression is null
                ? null
                : new MemoryPattern.Matching(new Regex(
                    expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new UsageException($"invalid expression \"{expression}\": {e.Message}");
        }
    }

    private int ContextOf(Invocation invocation) => invocation.Get(_context) is { } bytes and <= MemoryQuery.MostContext
        ? (int)bytes
        : throw new UsageException($"--context takes at most {MemoryQuery.MostContext} bytes");

    private static async Task ListAsync(
        Invocation invocation, CheckpointSource source, TextWriter output, CancellationToken cancellationToken)
    {
        var report = await invocation.Engine.InspectCheckpointAsync(new InspectionRequest { Source = source }, cancellationToken);
        var rows = report.Contents!.Processes.Select(process => (IReadOnlyList<string>)
        [
            process.Pid.ToString(CultureInfo.InvariantCulture),
            TerminalText.Clean(process.Name),
            HumanSize.Format((long)process.MappedBytes),
            HumanSize.Format((long)process.DumpedBytes),
        ]);
        await output.WriteAsync(PlainTable.Render([["PID", "NAME", "MAPPED", "HERE"], .. rows]));
    }

    private static async Task DumpAsync(
        Invocation invocation, CheckpointSource source, uint pid, TextWriter output, CancellationToken cancellationToken)
    {
        var isThere = false;
        await foreach (var piece in invocation.Engine.ReadMemoryAsync(source, pid, cancellationToken))
        {
            isThere = true;
            HexDump.Write(output, piece.Address, piece.Bytes.Span);
        }

        if (!isThere)
        {
            throw new GantryException(ErrorCode.NotFound, $"no memory of a process {pid} in {invocation.Arguments[0]}");
        }
    }

    private static async Task SearchAsync(
        Invocation invocation, CheckpointSource source, MemoryQuery query, TextWriter output, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var match in invocation.Engine.SearchMemoryAsync(source, query, cancellationToken))
        {
            count++;
            var area = match.Area.Length > 0 ? " " + TerminalText.Clean(match.Area) : "";
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"process {match.Pid} at {match.Address:x12}, {match.Length} bytes{area}"));
            HexDump.Write(output, match.Address - (ulong)match.Offset, match.Surroundings);
        }

        await invocation.Error.WriteLineAsync(ReportFacts.Count(count, "match", "matches"));
    }
}
