using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint encrypt</c>.</summary>
internal sealed class CheckpointEncryptCommand : CliCommand
{
    private readonly EncryptionOptions _encryption;
    private readonly ArchiveOutputOption _output;

    /// <summary>Defines the command.</summary>
    public CheckpointEncryptCommand()
        : base("encrypt", "Encrypt a checkpoint archive", "[options] ARCHIVE|-", Positionals.Exactly(1))
    {
        Details =
            """
            Encrypts an archive for the owners of keys or with a passphrase, in the form of age (age-encryption.org/v1):
            the program age opens it too, and age-keygen makes keys. The archive stays as it is.
            """;
        Examples =
        [
            "checkpoint encrypt --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p --output web.age web.tar.zst",
            "checkpoint encrypt --passphrase-file secret --output web.age web.tar.zst",
        ];
        _encryption = AddGroup(new EncryptionOptions("recipient", "r"));
        _output = AddGroup(new ArchiveOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var encryption = _encryption.Read(invocation)
            ?? throw new UsageException("one of --recipient and --passphrase-file is needed");
        var word = invocation.Arguments[0];
        await using var archive = CheckpointArgument.OpenArchive(invocation, word, key: null);
        await _output.WriteAsync(
            invocation,
            (stream, token) => Engine.Engine.EncryptArchiveAsync(archive, word, encryption, stream, token),
            cancellationToken);
        return ExitCodes.Success;
    }
}
