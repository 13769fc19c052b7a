using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What a container calls itself.</summary>
internal static class ContainerHostname
{
    /// <summary>
    /// The name the person gave, the host's where it shares the host's UTS or network namespace, else its short id.
    /// </summary>
    public static string For(Container container, string hostsOwn)
    {
        var sharesHost = container.Spec.Namespaces.Uts == "host" || container.Spec.Network.Mode == "host";
        return container.Spec.Process.Hostname ?? (sharesHost ? hostsOwn : container.Id.ShortForm);
    }
}
