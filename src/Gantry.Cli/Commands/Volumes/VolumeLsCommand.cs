using System.CommandLine;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Volumes;
using Gantry.Templates;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume ls</c>.</summary>
internal sealed class VolumeLsCommand : CliCommand
{
    private const string DefaultFormat = @"table {{.Driver}}\t{{.Name}}";

    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["Name"] = "VOLUME NAME",
    };

    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _format;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _quiet;

    /// <summary>Defines the command.</summary>
    public VolumeLsCommand()
        : base("ls", "List volumes", "[options]", Positionals.None)
    {
        Details = "Lists all volumes.";
        Examples =
        [
            "volume ls",
            "volume ls --filter dangling=true -q",
            "volume ls --format '{{.Name}} {{.Mountpoint}}'",
        ];
        _filters = Add(Flag.Array("filter", "f", "Show the volumes that meet a condition, KEY=VALUE"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each volume through a Go template"));
        _noHeading = Add(Flag.Switch("noheading", "n", "Do not print headers"));
        _quiet = Add(Flag.Switch("quiet", "q", "Print only names"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        var filter = VolumeFilter.Parse(
            invocation.Get(_filters), volume => engine.VolumeUsers(volume.Name).Count > 0, invocation.Context.Time);
        IReadOnlyList<Volume> volumes = [.. engine.ListVolumes().Where(filter)];
        if (invocation.Get(_quiet) && invocation.IsGiven(_format))
        {
            throw new UsageException("quiet and format cannot be used together");
        }

        invocation.Out.Write(invocation.Get(_quiet)
            ? string.Concat(volumes.Select(volume => volume.Name + "\n"))
            : Render([.. volumes.Select(Engine.Engine.Inspect)], invocation.Get(_format), invocation.Get(_noHeading)));
        return Task.FromResult(ExitCodes.Success);
    }

    /// <summary>The text for a format; a seam for tests.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public static string Render(IReadOnlyList<VolumeInspection> volumes, string? format, bool noHeading)
    {
        if (TemplateData.IsJson(format))
        {
            return Json.Indented(new JsonArray([.. volumes.Select(InspectionJson.ToOutput)]), 2) + "\n";
        }

        return RowFormat.Parse(
            string.IsNullOrEmpty(format) ? DefaultFormat : format, s_headers, "volume ls", TemplateData.Schema)
            .Render([.. volumes.Select(InspectionJson.ToTemplateData)], noHeading);
    }
}
