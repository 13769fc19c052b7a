using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry images</c> and <c>gantry image ls</c>.</summary>
internal sealed class ImagesCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _format;
    private readonly Option<bool> _digests;
    private readonly Option<bool> _noTruncate;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _quiet;
    private readonly Option<string?> _sort;

    /// <summary>Defines the command.</summary>
    /// <param name="name"><c>images</c> or <c>ls</c>.</param>
    public ImagesCommand(string name)
        : base(name, "List images in local storage", "[options] [IMAGE]", Positionals.AtMost(1))
    {
        var shown = name == "ls" ? "image ls" : name;
        Details = "Lists the images that are here, one row a name.";
        Examples =
        [
            shown,
            shown + " --format \"{{.Repository}}:{{.Tag}} {{.ID}}\"",
            shown + " --filter dangling=true -q",
        ];
        Completes = CompletionKind.Images;
        Add(Flag.Switch("all", "a", "Accepted for Podman's sake; there are no intermediate images"));
        _filters = Add(Flag.Array("filter", "f", "Show the images that meet a condition, KEY=VALUE"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each image through a Go template"));
        _digests = Add(Flag.Switch("digests", null, "Show digests"));
        _noTruncate = Add(Flag.Switch("no-trunc", null, "Print ids in full"));
        _noHeading = Add(Flag.Switch("noheading", "n", "Do not print headers"));
        _quiet = Add(Flag.Switch("quiet", "q", "Print only ids"));
        _sort = Add(Flag.Text("sort", null, "Sort by " + ImageListing.Orders, "created"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var listing = new ImageListing(
            invocation.Context.Time.GetUtcNow(), !invocation.Get(_noTruncate), CountContainers(invocation));
        var rows = ImageListing.Sort(ImageListing.ToRows(Select(invocation)), invocation.Get(_sort)!);
        if (invocation.Get(_quiet))
        {
            foreach (var id in rows.Select(row => listing.IdOf(row.Image)).Distinct())
            {
                invocation.Out.WriteLine(id);
            }

            return Task.FromResult(ExitCodes.Success);
        }

        var format = invocation.Get(_format) is { Length: > 0 } typed
            ? typed
            : ImageListing.DefaultFormat(invocation.Get(_digests));
        invocation.Out.Write(listing.Render(rows, format, invocation.Get(_noHeading)));
        return Task.FromResult(ExitCodes.Success);
    }

    private IReadOnlyList<Image> Select(Invocation invocation)
    {
        var engine = invocation.Engine;
        var filter = ImageFilter.Parse(invocation.Get(_filters), engine.FindImage, invocation.Context.Time);
        if (invocation.Arguments.Count == 0)
        {
            return [.. engine.ListImages().Where(filter)];
        }

        var name = invocation.Arguments[0];
        var found = engine.FindImage(name);
        var byName = ImageFilter.Parse([$"reference={name}"], engine.FindImage, invocation.Context.Time);
        return [.. engine.ListImages().Where(image => (image.Id == found?.Id || byName(image)) && filter(image))];
    }

    private static Func<Digest, int> CountContainers(Invocation invocation)
    {
        var counts = new Lazy<IReadOnlyDictionary<Digest, int>>(() => invocation.Engine.ListContainers()
            .CountBy(container => container.Spec.ImageId).ToDictionary());
        return id => counts.Value.GetValueOrDefault(id);
    }
}
