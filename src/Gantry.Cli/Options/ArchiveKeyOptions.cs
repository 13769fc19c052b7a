using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Options;

/// <summary>What opens an encrypted archive.</summary>
/// <param name="letter">Short name of <c>--identity</c>. Null: none.</param>
internal sealed class ArchiveKeyOptions(string? letter = null) : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _identities = Flag.Array(
        "identity", letter, "Decrypt with the private keys in this file, as age-keygen writes it");

    private readonly Option<string?> _passphraseFile = Flag.Text(
        "passphrase-file", null, "Decrypt with the passphrase in this file", valueName: "file");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_identities, _passphraseFile];

    /// <summary>What was typed; null when nothing was.</summary>
    public ArchiveKey? Read(Invocation invocation) => (invocation.Get(_identities), invocation.Get(_passphraseFile)) switch
    {
        ({ Count: > 0 }, { Length: > 0 }) => throw new UsageException("--identity and --passphrase-file cannot be used together"),
        ({ Count: > 0 } files, _) => new ArchiveKey.Identities([.. files.Select(invocation.Context.Resolve)]),
        (_, { Length: > 0 } file) => new ArchiveKey.Passphrase(invocation.Context.Resolve(file)),
        _ => null,
    };
}
