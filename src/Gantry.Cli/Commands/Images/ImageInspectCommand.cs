using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry image inspect</c>.</summary>
internal sealed class ImageInspectCommand : InspectingCommand
{
    /// <summary>Defines the command.</summary>
    public ImageInspectCommand()
        : base("Display the configuration of an image", "[options] IMAGE [IMAGE...]", InspectKind.Image)
    {
        Details = "Shows all that is known about images, as JSON with Podman's names or through a Go template.";
        Examples = ["image inspect localhost/app:1", "image inspect --format '{{.Id}} {{.Size}}' localhost/app:1"];
        Completes = CompletionKind.Images;
    }
}
