using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry build</c>.</summary>
internal sealed class BuildCommand : CliCommand
{
    private static readonly string[] s_names = ["Containerfile", "Dockerfile"];

    private readonly Option<string?> _file;
    private readonly Option<IReadOnlyList<string>> _tags;
    private readonly Option<bool> _quiet;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public BuildCommand()
        : base(
            "build",
            "Make an image from another one by changing its metadata",
            "[options] [CONTEXT]",
            Positionals.Any)
    {
        Details =
            """
            Follows a Containerfile with FROM and the instructions that change metadata only: CMD, ENTRYPOINT, ENV,
            EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR. The base image is pulled if it is missing. RUN, COPY and
            ADD are refused: build such an image with podman or buildah, and load it.
            """;
        Examples = ["build -f Containerfile -t localhost/app:2", "build -t localhost/app:2 ."];
        _file = Add(Flag.Text("file", "f", "The Containerfile (default: Containerfile or Dockerfile in CONTEXT)"));
        _tags = Add(Flag.Array("tag", "t", "Name of the new image"));
        _quiet = Add(Flag.Switch("quiet", "q", "Print nothing but the image's id"));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Count > 1)
        {
            throw new UsageException("no more than one CONTEXT is taken");
        }

        var quiet = invocation.Get(_quiet);
        var names = invocation.Get(_tags);
        var request = new ImageBuildRequest
        {
            File = await ReadAsync(invocation, cancellationToken),
            Names = names,
            OnStep = (step, count, text) => Say($"STEP {step}/{count}: {text}"),
        };
        using var progress = _progress.Begin(invocation);
        var image = await invocation.Engine.BuildImageAsync(request, progress, cancellationToken);
        foreach (var name in image.Names.Where(_ => names.Count > 0))
        {
            Say($"Successfully tagged {name}");
        }

        await invocation.Out.WriteLineAsync(image.Id.Hex);
        return ExitCodes.Success;

        void Say(string line)
        {
            if (!quiet)
            {
                invocation.Out.WriteLine(line);
            }
        }
    }

    private async Task<string> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var context = invocation.Context.Resolve(invocation.Arguments.Count > 0 ? invocation.Arguments[0] : ".");
        var path = invocation.Get(_file) is { Length: > 0 } typed
            ? invocation.Context.Resolve(typed)
            : s_names.Select(name => Path.Join(context, name)).FirstOrDefault(File.Exists)
                ?? throw new GantryException(
                    ErrorCode.NotFound, $"no Containerfile or Dockerfile specified or found in context directory, {context}");
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(
                ErrorCode.NotFound, $"the specified Containerfile or Dockerfile does not exist, {path}: {e.Message}", e);
        }
    }
}
