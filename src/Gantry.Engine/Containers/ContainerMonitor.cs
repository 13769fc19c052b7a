using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Containers;

/// <summary>Starts a container's conmon, which creates or restores the container, and says where its files are.</summary>
internal sealed class ContainerMonitor(ContainerContext context, Conmon conmon)
{
    private readonly HostLayout _layout = context.Layout;

    /// <summary>Creates a container (restore null) or restores it from CRIU's images. The bundle is complete.</summary>
    public Task<ConmonResult> StartAsync(
        Container container, ConmonRestore? restore, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_layout.Exits);
        Directory.CreateDirectory(_layout.Run(container.Id));
        File.Delete(OomFile(container.Id));
        return conmon.StartAsync(
            new ConmonRequest
            {
                Id = container.Id,
                Name = container.Name,
                Runtime = context.Runtimes.Get(container.Spec.Runtime),
                Bundle = _layout.Bundle(container.Id),
                RunDirectory = _layout.Run(container.Id),
                ExitDirectory = _layout.Exits,
                Log = LogOf(container),
                Input = container.Spec.Process.Input,
                ExitCommand = GantryCommand(["container", "cleanup", container.Id.ToString()]),
                SystemdCgroups = context.Options.CgroupManager == "systemd",
                Restore = restore,
            },
            cancellationToken);
    }

    /// <summary>Our own command for this installation, with <paramref name="arguments"/> last.</summary>
    public IReadOnlyList<string> GantryCommand(IReadOnlyList<string> arguments) =>
    [
        context.Options.GantryPath ?? Environment.ProcessPath!,
        .. context.Options.ToGlobalArguments(),
        .. arguments,
    ];

    /// <summary>The socket to attach to, while the container runs.</summary>
    public string AttachSocket(ContainerId id) => Path.Join(_layout.Bundle(id), "attach");

    /// <summary>conmon's control pipe for terminal sizes and log rotation.</summary>
    public string ControlPipe(ContainerId id) => Path.Join(_layout.Bundle(id), "ctl");

    /// <summary>There when the kernel killed one of the processes for lack of memory.</summary>
    public string OomFile(ContainerId id) => Path.Join(_layout.Bundle(id), "oom");

    /// <summary>Where a container's output is written; null without a log file.</summary>
    public string? LogFile(Container container) =>
        container.Spec.Log.Driver switch
        {
            "none" => null,
            "k8s-file" or "json-file" =>
                container.Spec.Log.Options.GetValueOrDefault("path") ?? _layout.Log(container.Id),
            var driver => throw new GantryException(
                ErrorCode.Invalid, $"log driver \"{driver}\" is not one of k8s-file, json-file, none: invalid argument"),
        };

    private ConmonLog LogOf(Container container) =>
        LogFile(container) is { } path
            ? new ConmonLog("k8s-file", path, MaximumSize(container.Spec.Log))
            : ConmonLog.None;

    private static long? MaximumSize(LogSpec log) =>
        log.Options.TryGetValue("max-size", out var text) ? ByteSize.Parse(text) : null;
}
