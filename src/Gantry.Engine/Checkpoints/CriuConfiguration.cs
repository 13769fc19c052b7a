using System.Text;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Options of CRIU that a runtime has no flag for, through CRIU's configuration file: runc hands on the one that an
/// annotation names (runc, docs/checkpoint-restore.md; criu(8), "Configuration files").
/// </summary>
/// <param name="layout">Paths.</param>
/// <param name="bundle">config.json.</param>
internal sealed class CriuConfiguration(HostLayout layout, BundleFiles bundle)
{
    private const string Annotation = "org.criu.config";
    private const string TcpClose = "--tcp-close";
    private const int Mode = 0x180; // 0600

    /// <summary>Takes what the runtime has no flag for into the file.</summary>
    /// <param name="id">The container; its config.json is written.</param>
    /// <param name="runtime">Its runtime.</param>
    /// <param name="include">Kernel state to restore.</param>
    /// <param name="actionScript">A program that CRIU runs at each of its steps. Null: none.</param>
    /// <param name="cancellationToken">Stops asking the runtime.</param>
    /// <returns>What is left for the runtime's flags.</returns>
    public async Task<KernelState> ApplyAsync(
        ContainerId id, IOciRuntime runtime, KernelState include, string? actionScript, CancellationToken cancellationToken)
    {
        var needsTcpClose = include.HasFlag(KernelState.TcpClose)
            && !await runtime.SupportsRestoreOptionAsync(TcpClose, cancellationToken);
        string[] lines =
        [
            .. (string[])(needsTcpClose ? ["tcp-close"] : []),
            .. (string[])(actionScript is null ? [] : [$"action-script {actionScript}"]),
        ];
        if (lines.Length == 0)
        {
            return include;
        }

        Filesystem.WriteVolatile(PathOf(id), Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), Mode);
        var config = bundle.ReadConfig(id);
        bundle.WriteConfig(id, config with
        {
            Annotations = new SortedDictionary<string, string>(
                config.Annotations?.ToDictionary() ?? [], StringComparer.Ordinal)
            {
                [Annotation] = PathOf(id),
            },
        });
        return needsTcpClose ? include & ~KernelState.TcpClose : include;
    }

    /// <summary>Takes the file's effect away: the runtime remembers its path, and the next dump would obey it.</summary>
    public void Clear(ContainerId id)
    {
        if (!File.Exists(PathOf(id)))
        {
            return;
        }

        Filesystem.WriteVolatile(PathOf(id), [], Mode);
        var config = bundle.ReadConfig(id);
        bundle.WriteConfig(id, config with
        {
            Annotations = config.Annotations?.Where(pair => pair.Key != Annotation).ToDictionary(),
        });
    }

    private string PathOf(ContainerId id) => Path.Join(layout.Run(id), "criu.conf");
}
