using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry load</c>.</summary>
internal sealed class LoadCommand : CliCommand
{
    private readonly Option<string?> _input;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public LoadCommand()
        : base("load", "Load images from an archive", "[options]", Positionals.None)
    {
        Details = "Loads the images of a docker-archive or oci-archive, or of a folder with an OCI layout.";
        Examples = ["load -i app.tar", "load -q < app.tar.gz"];
        _input = Add(Flag.Text("input", "i", "File or folder to load (default: standard input)"));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = invocation.Get(_input);
        IReadOnlyList<LoadedImage> loaded;
        using (var progress = _progress.Begin(invocation))
        {
            if (!string.IsNullOrEmpty(path) && path != "-")
            {
                var source = new ImageSource.FromPath(RequireExisting(invocation.Context.Resolve(path), path));
                loaded = await invocation.Engine.LoadImagesAsync(source, progress, cancellationToken);
            }
            else if (invocation.Context.Terminals.Input)
            {
                throw new UsageException("cannot read from terminal, use command-line redirection or the --input flag");
            }
            else
            {
                await using var input = invocation.Context.OpenInput();
                loaded = await invocation.Engine.LoadImagesAsync(
                    new ImageSource.FromStream(input), progress, cancellationToken);
            }
        }

        foreach (var name in loaded.SelectMany(image => image.Names.DefaultIfEmpty(image.Image.Id.ToString())))
        {
            await invocation.Out.WriteLineAsync("Loaded image: " + name);
        }

        return ExitCodes.Success;
    }

    private static string RequireExisting(string path, string typed) =>
        Path.Exists(path)
            ? path
            : throw new GantryException(ErrorCode.NotFound, $"stat {typed}: no such file or directory");
}
