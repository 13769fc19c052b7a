using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry push</c>.</summary>
internal sealed class PushCommand : CliCommand
{
    private readonly Option<string?> _authenticationFile;
    private readonly Option<string?> _credentials;
    private readonly Option<string?> _digestFile;
    private readonly Option<string?> _format;
    private readonly Option<bool> _verifyTls;

    /// <summary>Defines the command.</summary>
    public PushCommand()
        : base("push", "Push an image to a registry", "[options] IMAGE [DESTINATION]", Positionals.Between(1, 2))
    {
        Details =
            """
            Copies an image to where its name says, or to DESTINATION: a name, docker://NAME, oci:DIR[:TAG],
            oci-archive:FILE[:TAG], dir:DIR or docker-archive:FILE[:NAME]. Checkpoint images are pushed in the OCI form.
            """;
        Examples =
        [
            "push registry.example.com/app:1",
            "push localhost/app:1 docker://registry.example.com/team/app:1",
            "push localhost/web-checkpoint oci:./layout:v1",
        ];
        Completes = CompletionKind.Images;
        _authenticationFile = Add(Flag.Text("authfile", null, "File with registry credentials"));
        _credentials = Add(Flag.Text("creds", null, "Credentials for the registry, USERNAME:PASSWORD"));
        _digestFile = Add(Flag.Text("digestfile", null, "Write the digest of what was pushed to a file"));
        _format = Add(Flag.Text("format", "f", "Form of the manifest (oci, v2s2)"));
        Add(Flag.Switch("quiet", "q", "Say nothing; there is no progress to show"));
        _verifyTls = Add(Flag.Switch("tls-verify", null, "Require HTTPS and verify certificates", initially: true));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await invocation.Engine.PushImageAsync(
            new ImagePushRequest
            {
                Image = invocation.Arguments[0],
                Destination = invocation.Arguments.Count > 1 ? invocation.Arguments[1] : null,
                Format = ParseFormat(invocation.Get(_format)),
                DigestFile = PathOf(invocation, _digestFile),
                AuthenticationFile = PathOf(invocation, _authenticationFile),
                Credentials = invocation.Get(_credentials),
                VerifyTls = invocation.IsGiven(_verifyTls) ? invocation.Get(_verifyTls) : null,
            },
            cancellationToken);
        return ExitCodes.Success;
    }

    private static string? ParseFormat(string? typed) => typed switch
    {
        null or "" => null,
        "oci" or "v2s2" => typed,
        "docker" => "v2s2",
        _ => throw new UsageException($"unknown format \"{typed}\": must be oci or v2s2"),
    };

    private static string? PathOf(Invocation invocation, Option<string?> option) =>
        invocation.Get(option) is { Length: > 0 } path ? invocation.Context.Resolve(path) : null;
}
