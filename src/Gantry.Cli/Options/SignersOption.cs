using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Options;

/// <summary><c>--signers</c>: whose archives are accepted.</summary>
internal sealed class SignersOption : IOptionGroup
{
    private readonly Option<string?> _signers = Flag.Text(
        "signers", null, "Accept only what one of these signed: a file of allowed signers, as ssh-keygen has it", valueName: "file");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_signers];

    /// <summary>The file's absolute path; null when none was given.</summary>
    public string? Read(Invocation invocation) =>
        invocation.Get(_signers) is { Length: > 0 } file ? invocation.Context.Resolve(file) : null;
}
