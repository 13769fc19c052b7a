using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Templates;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry info</c>.</summary>
internal sealed class InfoCommand : CliCommand
{
    private readonly Option<string?> _format;

    /// <summary>Defines the command.</summary>
    public InfoCommand()
        : base("info", "Display information about the host and the installation", "[options]", Positionals.None)
    {
        Details = "Shows the host, the tools that were found, and the installation's folders.";
        Examples =
        [
            "info",
            "info --format json",
            "info --format '{{.Host.OCIRuntime.Name}} {{.Store.GraphDriverName}}'",
        ];
        _format = Add(Flag.Text("format", "f", "Print JSON, or a Go template"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        var document = new InfoDocument(await engine.GetInfoAsync(cancellationToken), engine.Options, engine.Layout);
        await invocation.Out.WriteAsync(invocation.Get(_format) switch
        {
            null or "" => Yaml.Render(document.ToOutput()),
            var format when TemplateData.IsJson(format) => Json.Indented(document.ToOutput(), 2) + "\n",
            var format => GoTemplate.Parse(
                format, "info", TemplateData.Schema).Render(document.ToTemplateData()) + "\n",
        });
        return ExitCodes.Success;
    }
}
