using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry save</c>.</summary>
internal sealed class SaveCommand : CliCommand
{
    private readonly Option<string?> _format;
    private readonly Option<bool> _multiple;
    private readonly Option<string?> _output;

    /// <summary>Defines the command.</summary>
    public SaveCommand()
        : base("save", "Save images to an archive", "[options] IMAGE [IMAGE...]", Positionals.AtLeast(1))
    {
        Details =
            """
            Writes images into one archive, which load reads, here or in another engine. Further words are further
            names of the first image, unless --multi-image-archive says that they are images. Checkpoint images are
            saved as oci-archive: a docker-archive would lose what makes them checkpoints.
            """;
        Examples =
        [
            "save -o app.tar localhost/app:1",
            "save --format oci-archive -o checkpoint.tar localhost/web-checkpoint",
            "save -m -o all.tar localhost/app:1 localhost/app:2",
        ];
        Completes = CompletionKind.Images;
        _format = Add(Flag.Text(
            "format", null, "Form of the archive (docker-archive, oci-archive, oci-dir)"));
        _multiple = Add(Flag.Switch("multi-image-archive", "m", "Save several images into one archive"));
        _output = Add(Flag.Text("output", "o", "Write to a file or folder (default: standard output)"));
        Add(Flag.Switch("quiet", "q", "Say nothing; there is no progress to show"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var format = ParseFormat(invocation);
        await invocation.Engine.SaveImagesAsync(
            new ImageSaveRequest
            {
                Images = ImagesOf(invocation),
                Format = format,
                Destination = DestinationOf(invocation, format),
            },
            cancellationToken);
        return ExitCodes.Success;
    }

    private IReadOnlyList<SavedImage> ImagesOf(Invocation invocation) => invocation.Get(_multiple)
        ? [.. invocation.Arguments.Select(name => new SavedImage(name, []))]
        : [new SavedImage(invocation.Arguments[0], [.. invocation.Arguments.Skip(1)])];

    private ImageSaveFormat ParseFormat(Invocation invocation) => invocation.Get(_format) switch
    {
        null or "" => invocation.Engine.FindImage(invocation.Arguments[0])?.CheckpointRuntime is null
            ? ImageSaveFormat.DockerArchive
            : ImageSaveFormat.OciArchive,
        "docker-archive" => ImageSaveFormat.DockerArchive,
        "oci-archive" => ImageSaveFormat.OciArchive,
        "oci-dir" => ImageSaveFormat.OciDirectory,
        var other => throw new UsageException(
            $"unknown format \"{other}\": must be one of docker-archive, oci-archive, oci-dir"),
    };

    private ImageDestination DestinationOf(Invocation invocation, ImageSaveFormat format)
    {
        if (invocation.Get(_output) is { Length: > 0 } path)
        {
            return new ImageDestination.ToPath(invocation.Context.Resolve(path));
        }

        if (format == ImageSaveFormat.OciDirectory)
        {
            throw new UsageException("--output must be given for the format oci-dir");
        }

        return invocation.Context.Terminals.Output
            ? throw new UsageException("refusing to save to terminal. Use -o flag or redirect")
            : new ImageDestination.ToStream(invocation.Context.OpenOutput());
    }
}
