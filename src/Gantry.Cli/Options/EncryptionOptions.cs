using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Options;

/// <summary>For whom an archive is encrypted.</summary>
/// <param name="name">Name of the option that takes recipients.</param>
/// <param name="letter">Its short name. Null: none.</param>
internal sealed class EncryptionOptions(string name, string? letter = null) : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _recipients = Flag.List(
        name, letter, "Encrypt the archive for this recipient, age1…; for several, each can open it");

    private readonly Option<string?> _passphraseFile = Flag.Text(
        "passphrase-file", null, "Encrypt the archive with the passphrase in this file", valueName: "file");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_recipients, _passphraseFile];

    /// <summary>What was typed; null when nothing was.</summary>
    public ArchiveEncryption? Read(Invocation invocation) => (invocation.Get(_recipients), invocation.Get(_passphraseFile)) switch
    {
        ({ Count: > 0 }, { Length: > 0 }) => throw new UsageException($"--{name} and --passphrase-file cannot be used together"),
        ({ Count: > 0 } recipients, _) => new ArchiveEncryption.ForRecipients(recipients),
        (_, { Length: > 0 } file) => new ArchiveEncryption.WithPassphrase(invocation.Context.Resolve(file)),
        _ => null,
    };
}
