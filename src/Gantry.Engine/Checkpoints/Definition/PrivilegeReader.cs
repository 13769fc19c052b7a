using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Reads back from a runtime configuration which privileges were asked for beyond or below the default.</summary>
internal static class PrivilegeReader
{
    /// <summary>The privileges of an archived container.</summary>
    public static SecuritySpec ReadSecurity(ConfigDump config, OciSpec spec)
    {
        IReadOnlyList<string> bounding = spec.Process!.Capabilities?.Bounding ?? [];
        List<string> options = [];
        if (spec.Linux!.Seccomp is null && !config.Privileged)
        {
            options.Add("seccomp=unconfined");
        }

        if (spec.Process.NoNewPrivileges == true)
        {
            options.Add("no-new-privileges");
        }

        return new SecuritySpec
        {
            Privileged = config.Privileged,
            ReadOnlyRootfs = spec.Root?.Readonly == true,
            CapAdd = config.Privileged ? [] : [.. bounding.Except(CapabilityNames.Default)],
            CapDrop = config.Privileged ? [] : [.. CapabilityNames.Default.Except(bounding)],
            SecurityOptions = options,
            GroupAdd = config.Groups ?? [],
            Sysctls = spec.Linux.Sysctl ?? new SortedDictionary<string, string>(),
        };
    }
}
