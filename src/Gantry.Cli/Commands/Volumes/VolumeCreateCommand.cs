using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume create</c>.</summary>
internal sealed class VolumeCreateCommand : CliCommand
{
    private readonly Option<string?> _driver;
    private readonly Option<IReadOnlyList<string>> _labels;
    private readonly Option<IReadOnlyList<string>> _options;
    private readonly Option<bool> _ignore;

    /// <summary>Defines the command.</summary>
    public VolumeCreateCommand()
        : base("create", "Create a new volume", "[options] [NAME]", Positionals.AtMost(1))
    {
        Details = "Creates a volume and prints its name; without a name one is made up.";
        Examples =
        [
            "volume create data",
            "volume create --label app=web data",
            "volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64m fast",
        ];
        _driver = Add(Flag.Text("driver", "d", "Volume driver; only \"local\" is known", "local"));
        _labels = Add(Flag.Array("label", "l", "Label, KEY=VALUE"));
        _options = Add(Flag.Array("opt", "o", "Option of the driver, KEY=VALUE"));
        _ignore = Add(Flag.Switch("ignore", null, "Do not fail when the volume exists"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Arguments.Count > 0 ? invocation.Arguments[0] : null;
        if (name is not null && invocation.Get(_ignore) && invocation.Engine.VolumeExists(name))
        {
            await invocation.Out.WriteLineAsync(name);
            return ExitCodes.Success;
        }

        var volume = invocation.Engine.CreateVolume(
            new VolumeCreateRequest
            {
                Name = name,
                Driver = invocation.Get(_driver)!,
                Labels = KeyValues.Parse(invocation.Get(_labels)),
                Options = KeyValues.Parse(invocation.Get(_options)),
            });
        await invocation.Out.WriteLineAsync(volume.Name);
        return ExitCodes.Success;
    }
}
