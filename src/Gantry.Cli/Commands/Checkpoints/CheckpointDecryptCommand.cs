using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint decrypt</c>.</summary>
internal sealed class CheckpointDecryptCommand : CliCommand
{
    private readonly ArchiveKeyOptions _key;
    private readonly ArchiveOutputOption _output;

    /// <summary>Defines the command.</summary>
    public CheckpointDecryptCommand()
        : base("decrypt", "Decrypt a checkpoint archive", "[options] ARCHIVE|-", Positionals.Exactly(1))
    {
        Details =
            """
            Opens an archive that Gantry or age encrypted, with a private key or a passphrase. What is written to a file
            appears under its name only when it is whole and authentic. The encrypted archive stays as it is.
            """;
        Examples =
        [
            "checkpoint decrypt --identity key.txt --output web.tar.zst web.age",
            "checkpoint decrypt --passphrase-file secret web.age | zstd -dc | tar -t",
        ];
        _key = AddGroup(new ArchiveKeyOptions("i"));
        _output = AddGroup(new ArchiveOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var key = _key.Read(invocation) ?? throw new UsageException("one of --identity and --passphrase-file is needed");
        await using var archive = CheckpointArgument.OpenArchive(invocation, invocation.Arguments[0], key);
        await _output.WriteAsync(invocation, archive.CopyToAsync, cancellationToken);
        return ExitCodes.Success;
    }
}
