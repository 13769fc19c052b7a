using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Options;

/// <summary><c>--output</c>: where an archive goes.</summary>
internal sealed class ArchiveOutputOption : IOptionGroup
{
    private readonly Option<string?> _output = Flag.Text(
        "output", "o", "Write to a file instead of standard output", valueName: "file");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_output];

    /// <summary>Writes the archive; a file appears only when it is whole.</summary>
    public async Task WriteAsync(
        Invocation invocation, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        if (invocation.Get(_output) is { Length: > 0 } path and not "-")
        {
            await Engine.Engine.WriteArchiveFileAsync(invocation.Context.Resolve(path), write, cancellationToken);
            return;
        }

        if (invocation.Context.Terminals.Output)
        {
            throw new UsageException("cannot write a checkpoint archive to a terminal: give --output FILE");
        }

        await using var output = invocation.Context.OpenOutput();
        await write(output, cancellationToken);
    }
}
