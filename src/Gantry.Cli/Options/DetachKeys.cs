using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>The keys that leave an attached container.</summary>
internal static class DetachKeys
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Option() => Flag.Text(
        "detach-keys",
        null,
        "Keys that detach: comma list of letters and ctrl-X; empty for none",
        AttachStreams.DefaultDetachKeys);
}
