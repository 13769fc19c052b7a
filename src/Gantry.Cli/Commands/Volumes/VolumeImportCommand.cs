using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume import</c>.</summary>
internal sealed class VolumeImportCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public VolumeImportCommand()
        : base("import", "Extract a tar into a volume", "VOLUME [SOURCE]", new Positionals(1, 2))
    {
        Details =
            """
            Extracts a tar, compressed or not, into an existing volume; without a source, or with -, from standard
            input.
            """;
        Examples = ["volume import data data.tar", "volume import data - < data.tar.zst"];
        Completes = CompletionKind.Volumes;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var tar = Open(invocation);
        await invocation.Engine.ImportVolumeAsync(invocation.Arguments[0], tar, cancellationToken);
        return ExitCodes.Success;
    }

    private static Stream Open(Invocation invocation)
    {
        if (invocation.Arguments.Count < 2 || invocation.Arguments[1] == "-")
        {
            return invocation.Context.OpenInput();
        }

        var path = invocation.Arguments[1];
        try
        {
            return File.OpenRead(invocation.Context.Resolve(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(ErrorCode.NotFound, $"open {path}: no such file or directory", e);
        }
    }
}
