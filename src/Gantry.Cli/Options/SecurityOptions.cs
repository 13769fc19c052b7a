using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Privileges of a new container.</summary>
internal sealed class SecurityOptions : IOptionGroup
{
    private readonly Option<bool> _privileged = Flag.Switch(
        "privileged", null, "Give extended privileges to the container");
    private readonly Option<bool> _readOnly = Flag.Switch(
        "read-only", null, "Make the container's root file system read-only");
    private readonly Option<IReadOnlyList<string>> _capAdd = Flag.List(
        "cap-add", null, "Add capabilities to the container");
    private readonly Option<IReadOnlyList<string>> _capDrop = Flag.List(
        "cap-drop", null, "Drop capabilities from the container");
    private readonly Option<IReadOnlyList<string>> _securityOptions = Flag.Array(
        "security-opt",
        null,
        "Security option: seccomp=PROFILE, no-new-privileges, label=…, apparmor=…, mask=…, unmask=…");

    private readonly Option<IReadOnlyList<string>> _groupAdd = Flag.List(
        "group-add", null, "Add additional groups to the container's first process");

    private readonly Option<IReadOnlyList<string>> _sysctls = Flag.List("sysctl", null, "Kernel parameter, NAME=VALUE");

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
        [_privileged, _readOnly, _capAdd, _capDrop, _securityOptions, _groupAdd, _sysctls];

    /// <summary>What was asked for.</summary>
    public SecuritySpec Read(Invocation invocation) => new()
    {
        Privileged = invocation.Get(_privileged),
        ReadOnlyRootfs = invocation.Get(_readOnly),
        CapAdd = invocation.Get(_capAdd),
        CapDrop = invocation.Get(_capDrop),
        SecurityOptions = invocation.Get(_securityOptions),
        GroupAdd = invocation.Get(_groupAdd),
        Sysctls = KeyValues.Require(
            invocation.Get(_sysctls), "sysctl must be formatted NAME=VALUE: invalid argument"),
    };
}
