using System.Text;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The files the engine binds into a container: hosts, hostname, resolv.conf and .containerenv.</summary>
internal static class EngineFiles
{
    private const int Mode = 0x1A4; // 0644

    /// <summary>Writes them whole into <paramref name="context"/>'s run directory, replacing those of the last start.</summary>
    /// <remarks>
    /// Without a network there is no resolv.conf. A container that joins another's network takes hosts and resolv.conf
    /// from that one (<see cref="FinalizeContext.NetworkFilesDirectory"/>), so neither is written.
    /// </remarks>
    public static void Write(Container container, EngineFilesContext context)
    {
        var mode = container.Spec.Network.Mode;
        var joinsNetwork = mode.StartsWith("container:", StringComparison.Ordinal);
        var hostname = context.JoinedHostname ?? ContainerHostname.For(container, context.HostHostname);
        if (!joinsNetwork)
        {
            Write(context, "hosts", HostsFile.Build(container, hostname, context));
        }

        if (!joinsNetwork && mode != "none")
        {
            Write(context, "resolv.conf", ResolvConf.Build(container.Spec.Network, context));
        }

        Write(context, "hostname", hostname);
        Write(context, ".containerenv", BuildContainerEnv(container));
    }

    private static void Write(EngineFilesContext context, string name, string content) =>
        Filesystem.WriteVolatile(Path.Join(context.RunDirectory, name), Encoding.UTF8.GetBytes(content), Mode);

    /// <summary>Empty, so that programs see they are in a container; only a privileged one is told which it is.</summary>
    private static string BuildContainerEnv(Container container)
    {
        if (!container.Spec.Security.Privileged)
        {
            return "";
        }

        var version = typeof(EngineFiles).Assembly.GetName().Version?.ToString(3);
        return $"""
            engine="gantry-{version}"
            name="{container.Name}"
            id="{container.Id}"
            image="{container.Spec.ImageName}"
            imageid="{container.Spec.ImageId.Hex}"
            rootless=0

            """;
    }
}
