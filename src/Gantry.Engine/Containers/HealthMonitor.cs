using Gantry.Engine.Model.Containers;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// Starts the process that checks a container's health from time to time: <c>gantry internal healthcheck ID</c>, in a
/// session of its own, which ends with the container's run. (Podman lets systemd's timers do it; not every host has
/// systemd.)
/// </summary>
internal sealed class HealthMonitor(ContainerMonitor monitor)
{
    /// <summary>Begins to check a container that has just started or been restored. Without a check nothing happens.</summary>
    public void Begin(Container container)
    {
        if (!HealthChecker.HasCheck(container.Spec))
        {
            return;
        }

        var command = monitor.GantryCommand(["internal", "healthcheck", container.Id.ToString()]);
        var start = new ChildProcessStart
        {
            FileName = command[0],
            Arguments = [.. command.Skip(1)],
            Environment = ToolRunner.CleanEnvironment,
            WorkingDirectory = "/",
            StandardOutput = StandardStream.Null,
            StandardError = StandardStream.Null,
            NewSession = true,
        };

        // Not disposed: it outlives this process, and disposing would only close pipes it does not have.
        _ = ChildProcess.Start(start);
    }
}
