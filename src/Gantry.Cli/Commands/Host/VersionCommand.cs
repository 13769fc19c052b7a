using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering;
using Gantry.Templates;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry version</c>.</summary>
internal sealed class VersionCommand : CliCommand
{
    private readonly Option<string?> _format;

    /// <summary>Defines the command.</summary>
    public VersionCommand()
        : base("version", "Display the version", "[options]", Positionals.None)
    {
        Details = "Shows the version of gantry and what it was built for.";
        Examples = ["version", "version --format '{{.Client.Version}}'"];
        _format = Add(Flag.Text("format", "f", "Print JSON, or a Go template"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var client = Facts();
        switch (invocation.Get(_format))
        {
            case null or "":
                invocation.Out.WriteLine("Client:       Gantry Engine");
                invocation.Out.WriteLine($"Version:      {client["Version"]}");
                invocation.Out.WriteLine($"API Version:  {client["APIVersion"]}");
                invocation.Out.WriteLine($"Runtime:      {client["GoVersion"]}");
                invocation.Out.WriteLine($"OS/Arch:      {client["OsArch"]}");
                break;
            case var format when TemplateData.IsJson(format):
                invocation.Out.WriteLine(Json.Indented(new JsonObject { ["Client"] = client }, 2));
                break;
            case var format:
                // Podman 4 has the client's fields at the top, Podman 5 below Client: both work.
                var data = client.DeepClone().AsObject();
                data["Client"] = client;
                invocation.Out.WriteLine(GoTemplate.Parse(format, "version", TemplateData.Schema).Render(data));
                break;
        }

        return Task.FromResult(ExitCodes.Success);
    }

    private static JsonObject Facts() => new()
    {
        ["APIVersion"] = VersionFacts.Version,
        ["Version"] = VersionFacts.Version,
        ["GoVersion"] = RuntimeInformation.FrameworkDescription,
        ["GitCommit"] = "",
        ["OsArch"] = "linux/" + Architecture,
        ["Os"] = "linux",
    };

    private static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString(),
    };
}
