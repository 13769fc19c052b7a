using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Options of CRIU that a runtime has no flag for, through CRIU's configuration file: runtimes hand on the one that
/// <see cref="CriuAnnotations.Configuration"/> names (criu(8), "Configuration files").
/// </summary>
/// <param name="layout">Paths.</param>
internal sealed class CriuConfiguration(HostLayout layout)
{
    private const string TcpClose = "tcp-close";
    private const string NoNetworkLock = "network-lock skip";
    private const int Mode = 0x180; // 0600

    /// <summary>Writes the file for a dump.</summary>
    /// <param name="container">It runs.</param>
    /// <param name="needsNetworkLock">
    /// CRIU is to keep packets from its sockets by firewall rules. To set them and take them away costs more time than
    /// dumping a small container, once more when it is restored: the images tell it to do the same then.
    /// </param>
    public void WriteForDump(Container container, bool needsNetworkLock) =>
        Write(container, needsNetworkLock ? [] : [NoNetworkLock]);

    /// <summary>Takes what the runtime has no flag for into the file.</summary>
    /// <param name="container">Its processes are to be restored.</param>
    /// <param name="runtime">Its runtime.</param>
    /// <param name="include">Kernel state to restore.</param>
    /// <param name="actionScripts">Programs that CRIU runs at each of its steps.</param>
    /// <param name="cancellationToken">Stops asking the runtime.</param>
    /// <returns>What is left for the runtime's flags.</returns>
    public async Task<KernelState> WriteForRestoreAsync(
        Container container,
        IOciRuntime runtime,
        KernelState include,
        IReadOnlyList<string> actionScripts,
        CancellationToken cancellationToken)
    {
        var needsTcpClose = include.HasFlag(KernelState.TcpClose)
            && !await runtime.SupportsRestoreOptionAsync("--" + TcpClose, cancellationToken);
        Write(
            container,
            [
                .. (string[])(needsTcpClose ? [TcpClose] : []),
                .. actionScripts.Select(script => $"action-script {script}"),
            ]);
        return needsTcpClose ? include & ~KernelState.TcpClose : include;
    }

    /// <summary>Takes the file away: the runtime remembers its path, and whoever else uses it would obey.</summary>
    public void Clear(ContainerId id) => File.Delete(layout.CriuConfiguration(id));

    // Ours stands in the place of the file that the runtime would have named, so that goes first.
    private void Write(Container container, string[] options)
    {
        var other = container.Spec.Annotations.GetValueOrDefault(
            CriuAnnotations.Configuration, $"/etc/criu/{Path.GetFileName(container.Spec.Runtime)}.conf");
        string[] lines = [.. File.Exists(other) ? File.ReadLines(other) : [], .. options];
        if (lines.Length == 0)
        {
            Clear(container.Id);
            return;
        }

        Filesystem.WriteVolatile(
            layout.CriuConfiguration(container.Id), Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), Mode);
    }
}
