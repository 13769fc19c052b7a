using System.CommandLine;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Inspection;
using Gantry.Templates;

namespace Gantry.Cli.Commands;

/// <summary>
/// What the <c>inspect</c> commands share: look up each name, print one JSON array or a line a template.
/// </summary>
internal abstract class InspectingCommand : CliCommand
{
    private const int Indent = 5;

    private readonly InspectKind _kind;
    private readonly Option<string?> _format;
    private readonly Option<bool>? _size;
    private readonly Option<bool>? _latest;

    /// <summary>Defines the command.</summary>
    protected InspectingCommand(string summary, string usage, InspectKind kind)
        : base("inspect", summary, usage, Positionals.Any)
    {
        _kind = kind;
        _format = Add(Flag.Text("format", "f", "Format the output as JSON or through a Go template", "json"));
        if (kind is InspectKind.Any or InspectKind.Container)
        {
            _size = Add(Flag.Switch("size", "s", "Measure the container's files too"));
            _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        }
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var kind = KindOf(invocation);
        var names = Names(invocation);
        var format = invocation.Get(_format)!;
        var template = format is "" or "json" ? null : GoTemplate.Parse(
            Unescape(format), "inspect", TemplateData.Schema);
        var output = new JsonArray();
        var text = new List<string>();
        var errors = new List<string>();
        foreach (var name in names)
        {
            try
            {
                var node = Find(invocation, kind, name, template is not null);
                if (template is null)
                {
                    output.Add(node);
                }
                else
                {
                    text.Add(template.Render(node));
                }
            }
            catch (GantryException e) when (e.Code == ErrorCode.NotFound)
            {
                errors.Add("Error: inspecting object: " + e.Message);
            }
        }

        if (template is null)
        {
            invocation.Out.WriteLine(Json.Indented(output, Indent));
        }

        text.ForEach(invocation.Out.WriteLine);
        errors.ForEach(invocation.Error.WriteLine);
        return Task.FromResult(errors.Count == 0 ? ExitCodes.Success : ExitCodes.EngineFailed);
    }

    /// <summary>Which kind is meant.</summary>
    protected virtual InspectKind KindOf(Invocation invocation) => _kind;

    /// <summary>The names; those of <c>--all</c> where a command has it.</summary>
    protected virtual IReadOnlyList<string> Names(Invocation invocation)
    {
        if (_latest is not null && invocation.Get(_latest))
        {
            return invocation.Arguments.Count == 0
                ? [invocation.Engine.LatestContainer().Id.ToString()]
                : throw new UsageException("--latest and arguments cannot be used together");
        }

        return invocation.Arguments.Count > 0
            ? invocation.Arguments
            : throw new UsageException("no names or ids specified");
    }

    private JsonNode Find(Invocation invocation, InspectKind kind, string name, bool forTemplate)
    {
        return kind switch
        {
            InspectKind.Container => Container() ?? throw Missing($"no such container {name}"),
            InspectKind.Image => Image() ?? throw Missing($"{name}: image not known"),
            InspectKind.Volume => Volume() ?? throw Missing($"no such volume {name}"),
            InspectKind.Network => Network() ?? throw Missing(
                $"network {name}: unable to find network with name or ID {name}: network not found"),
            InspectKind.Pod => Pod() ?? throw Missing($"no such pod {name}"),
            InspectKind.Any => Container() ?? Image() ?? Volume() ?? Network() ?? Pod() ?? throw Missing($"no such object: \"{name}\""),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

        JsonNode? Container() => Try(() => ToNode(
            invocation.Engine.InspectContainer(name, _size is not null && invocation.Get(_size)), forTemplate));

        JsonNode? Image() => Try(() => ToNode(invocation.Engine.InspectImage(name), forTemplate));

        JsonNode? Volume() => Try(() => ToNode(invocation.Engine.InspectVolume(name), forTemplate));

        JsonNode? Network() => Try(() => forTemplate
            ? NetworkListing.ToRow(invocation.Engine.GetNetwork(name), truncate: false)
            : InspectionJson.ToOutput(invocation.Engine.GetNetwork(name)));

        JsonNode? Pod() => Try(() => ToNode(invocation.Engine.InspectPod(name), forTemplate));

        static GantryException Missing(string message) => new(ErrorCode.NotFound, message);
    }

    private static JsonNode? Try(Func<JsonNode> find)
    {
        try
        {
            return find();
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private static JsonNode ToNode<T>(T inspection, bool forTemplate)
        where T : notnull =>
            forTemplate ? InspectionJson.ToTemplateData(inspection) : InspectionJson.ToOutput(inspection);

    // As RowFormat has it: people type \t and \n.
    private static string Unescape(string format) =>
        format.Replace(@"\t", "\t", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal);
}
