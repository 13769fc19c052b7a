using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry import</c>.</summary>
internal sealed class ImportCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _changes;
    private readonly Option<string?> _message;
    private readonly Option<string?> _architecture;
    private readonly Option<string?> _operatingSystem;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public ImportCommand()
        : base(
            "import",
            "Make an image from the tar of a root file system",
            "[options] PATH [REFERENCE]",
            new Positionals(1, 2))
    {
        Details = "Makes an image of one layer from a tar file, compressed or not; - reads it from standard input.";
        Examples =
        [
            "import rootfs.tar app:1",
            "import --change 'CMD [\"/app\"]' --change 'ENV MODE=batch' - app:2 < rootfs.tar",
        ];
        _changes = Add(
            Flag.Array(
                "change",
                "c",
                "Instruction for the image's configuration: CMD | ENTRYPOINT | ENV | EXPOSE | LABEL | STOPSIGNAL "
                + "| USER | VOLUME | WORKDIR"));
        _message = Add(Flag.Text("message", "m", "Comment of the image"));
        _architecture = Add(Flag.Text("arch", null, "Architecture of the image"));
        _operatingSystem = Add(Flag.Text("os", null, "Operating system of the image"));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var archive = Open(invocation, invocation.Arguments[0]);
        Image image;
        using (var progress = _progress.Begin(invocation))
        {
            image = await invocation.Engine.ImportImageAsync(
                new ImageImportRequest
                {
                    Archive = archive,
                    Reference = invocation.Arguments.Count > 1 ? invocation.Arguments[1] : null,
                    Changes = invocation.Get(_changes),
                    Message = invocation.Get(_message),
                    Architecture = invocation.Get(_architecture),
                    OperatingSystem = invocation.Get(_operatingSystem),
                },
                progress,
                cancellationToken);
        }

        await invocation.Out.WriteLineAsync(image.Id.ToString());
        return ExitCodes.Success;
    }

    private static Stream Open(Invocation invocation, string path)
    {
        if (path == "-")
        {
            return invocation.Context.OpenInput();
        }

        try
        {
            return File.OpenRead(invocation.Context.Resolve(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(ErrorCode.NotFound, $"open {path}: no such file or directory", e);
        }
    }
}
