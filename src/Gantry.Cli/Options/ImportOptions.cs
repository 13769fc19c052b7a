using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Options;

/// <summary>What becomes of volumes, mounted paths and privileges when a container comes from another host.</summary>
internal sealed class ImportOptions : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _volumePolicies = Flag.Array(
        "volume-policy",
        null,
        "What to do with a volume of the archive: NAME=fail, replace, keep or rename:NEW; *=… for all others");

    private readonly Option<IReadOnlyList<string>> _map = Flag.Array(
        "map", null, "Mount another path of this host: PATH-IN-THE-ARCHIVE=PATH-HERE, a path or a folder above it");

    private readonly Option<IReadOnlyList<string>> _allow = Flag.List(
        "allow",
        null,
        "Let the container have what it had beyond others: mounts, devices, capabilities, privileged, seccomp, kernel-paths, namespaces, sysctls or all");

    private readonly Option<bool> _dryRun = Flag.Switch(
        "dry-run", null, "Say what would be made, replaced and pulled, and all that stands in the way; change nothing");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_volumePolicies, _map, _allow, _dryRun];

    /// <summary>Whether to say only what would be done.</summary>
    public bool IsDryRun(Invocation invocation) => invocation.Get(_dryRun);

    /// <summary>The request with what was typed.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: malformed.</exception>
    public ImportRequest Apply(Invocation invocation, ImportRequest request) => request with
    {
        Volumes = VolumePolicies.Parse(invocation.Get(_volumePolicies)),
        BindSources = ParseMap(invocation),
        Allowed = PrivilegeKinds.Parse(invocation.Get(_allow)),
    };

    private SortedDictionary<string, string> ParseMap(Invocation invocation)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in invocation.Get(_map))
        {
            var parts = word.Split('=', 2);
            if (parts.Length != 2 || !parts[0].StartsWith('/') || parts[1].Length == 0)
            {
                throw new UsageException($"invalid --map \"{word}\": it must be /PATH-IN-THE-ARCHIVE=PATH-HERE");
            }

            if (!map.TryAdd(parts[0], invocation.Context.Resolve(parts[1])))
            {
                throw new UsageException($"invalid --map \"{word}\": {parts[0]} is mapped already");
            }
        }

        return map;
    }
}
