using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering.Checkpoints;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint verify</c>.</summary>
internal sealed class CheckpointVerifyCommand : CliCommand
{
    private readonly ArchiveKeyOptions _key;
    private readonly SignersOption _signers;

    /// <summary>Defines the command.</summary>
    public CheckpointVerifyCommand()
        : base("verify", "Check that checkpoint archives are whole and what was written", "[options] ARCHIVE [ARCHIVE...]", Positionals.AtLeast(1))
    {
        Details =
            """
            Reads archives from start to end and checks their form by the rules of an import, and every entry of an
            archive of Gantry's with the length and digest in its list; with --signers its signature, in ARCHIVE.sig, too. Archives of other engines have no list. Writes
            nothing; ends with 125 if one of them is damaged.
            """;
        Examples = ["checkpoint verify web.tar.zst", "checkpoint verify --identity key.txt web.age"];
        _key = AddGroup(new ArchiveKeyOptions());
        _signers = AddGroup(new SignersOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        await invocation.ForEachAsync(invocation.Arguments, async word =>
        {
            var (archive, signer) = await OpenAsync(invocation, word, cancellationToken);
            await using var file = archive;
            var report = await Engine.Engine.VerifyCheckpointArchiveAsync(file, word, cancellationToken);
            var entries = ReportFacts.Count(report.Entries, "entry", "entries");
            var signed = signer is null ? "" : $"; signed by {signer}";
            return TerminalText.Clean(report is { Engine: { } engine, Created: { } created }
                ? $"{word}: {entries}, all as {engine} wrote them at {ReportFacts.Time(created)}{signed}"
                : $"{word}: {entries}, whole; it has no list to compare them with{signed}");
        });

    private async Task<(Stream Archive, string? Signer)> OpenAsync(
        Invocation invocation, string word, CancellationToken cancellationToken)
    {
        var key = _key.Read(invocation);
        if (_signers.Read(invocation) is not { } signers)
        {
            return (CheckpointArgument.OpenArchive(invocation, word, key), null);
        }

        if (word == "-")
        {
            throw new UsageException("--signers needs files: each is read once to check the signature beside it, and once more");
        }

        var (archive, signer) = await Engine.Engine.OpenSignedArchiveAsync(invocation.Context.Resolve(word), signers, cancellationToken);
        return (CheckpointArgument.Decrypted(archive, word, key), signer);
    }
}
