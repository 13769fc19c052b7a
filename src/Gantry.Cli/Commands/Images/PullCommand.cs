using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry pull</c>.</summary>
internal sealed class PullCommand : CliCommand
{
    private readonly Option<string?> _architecture;
    private readonly Option<string?> _operatingSystem;
    private readonly Option<string?> _authenticationFile;
    private readonly Option<string?> _credentials;
    private readonly Option<string?> _policy;
    private readonly Option<bool> _verifyTls;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public PullCommand()
        : base("pull", "Pull an image from a registry", "[options] IMAGE [IMAGE...]", Positionals.AtLeast(1))
    {
        Details =
            """
            Fetches images and prints their ids. An image may be a name, docker://NAME, oci:DIR[:TAG],
            oci-archive:FILE, dir:DIR or docker-archive:FILE.
            """;
        Examples =
        [
            "pull registry.example.com/app:1",
            "pull oci:./layout:latest",
            "pull --policy newer registry.example.com/app",
        ];
        _architecture = Add(Flag.Text("arch", null, "Choose the image for another architecture"));
        _operatingSystem = Add(Flag.Text("os", null, "Choose the image for another operating system"));
        _authenticationFile = Add(Flag.Text("authfile", null, "File with registry credentials"));
        _credentials = Add(Flag.Text("creds", null, "Credentials for the registry, USERNAME:PASSWORD"));
        _policy = Add(Flag.Text(
            "policy", null, "When to fetch an image that is here already (missing, always, never, newer)", "always"));
        _verifyTls = Add(Flag.Switch("tls-verify", null, "Require HTTPS and verify certificates", initially: true));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var policy = PullPolicies.Parse(invocation.Get(_policy)!);
        return invocation.ForEachAsync<string>(invocation.Arguments, async name =>
        {
            using var progress = _progress.Begin(invocation);
            var image = await invocation.Engine.PullImageAsync(
                ToRequest(invocation, name, policy), progress, cancellationToken);
            return image.Id.Hex;
        });
    }

    private ImagePullRequest ToRequest(Invocation invocation, string name, PullPolicy policy) => new()
    {
        Reference = name,
        Policy = policy,
        AuthenticationFile = invocation.Get(_authenticationFile) is { Length: > 0 } file
            ? invocation.Context.Resolve(file)
            : null,
        Credentials = invocation.Get(_credentials),
        VerifyTls = invocation.IsGiven(_verifyTls) ? invocation.Get(_verifyTls) : null,
        Architecture = invocation.Get(_architecture),
        OperatingSystem = invocation.Get(_operatingSystem),
    };
}
