using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume export</c>.</summary>
internal sealed class VolumeExportCommand : CliCommand
{
    private readonly Option<string?> _output;

    /// <summary>Defines the command.</summary>
    public VolumeExportCommand()
        : base("export", "Write the content of a volume as a tar", "[options] VOLUME", Positionals.Exactly(1))
    {
        Details =
            """
            Writes the content of a volume as a plain tar: owners, modes, times, extended attributes, hard links and
            holes as they are.
            """;
        Examples = ["volume export --output data.tar data", "volume export data | zstd > data.tar.zst"];
        Completes = CompletionKind.Volumes;
        _output = Add(Flag.Text("output", "o", "File to write (default: standard output, which must be redirected)"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = invocation.Get(_output);
        if (string.IsNullOrEmpty(path) || path is "-" or "/dev/stdout")
        {
            if (invocation.Context.Terminals.Output)
            {
                throw new UsageException("refusing to export to terminal. Use -o flag or redirect");
            }

            await using var output = invocation.Context.OpenOutput();
            await invocation.Engine.ExportVolumeAsync(invocation.Arguments[0], output, cancellationToken);
            return ExitCodes.Success;
        }

        // The volume is looked up first: a mistyped name must not empty the file.
        var volume = invocation.Engine.GetVolume(invocation.Arguments[0]);
        await using var file = new FileStream(invocation.Context.Resolve(path), FileMode.Create, FileAccess.Write);
        await invocation.Engine.ExportVolumeAsync(volume.Name, file, cancellationToken);
        return ExitCodes.Success;
    }
}
