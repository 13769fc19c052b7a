using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Works out a container's capability sets.</summary>
internal static class CapabilitySets
{
    /// <summary>The sets a container is to have, whether or not we hold them ourselves.</summary>
    /// <param name="security">Privileged, added and dropped ones.</param>
    /// <param name="user">Who the program runs as: only root gets the bounding set as its own.</param>
    /// <param name="held">What we hold: the meaning of "all".</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: unknown names, or added and dropped at once.</exception>
    public static OciCapabilities For(SecuritySpec security, string user, IReadOnlySet<string> held)
    {
        var bounding = security.Privileged
            ? Sort(held)
            : Merge(CapabilityNames.Default, security.CapAdd, security.CapDrop, held);
        if (user.Split(':')[0] is "" or "root" or "0")
        {
            return new OciCapabilities { Bounding = bounding, Effective = bounding, Permitted = bounding };
        }

        // Another user keeps over execve(2) only what is ambient, and gets only what was asked for by name.
        var own = Merge([], security.CapAdd, [], held);
        return new OciCapabilities
        {
            Bounding = bounding,
            Effective = own,
            Permitted = own,
            Inheritable = own,
            Ambient = own,
        };
    }

    /// <summary>Leaves out of all sets what we do not hold; each one is told once.</summary>
    public static OciCapabilities Limit(OciCapabilities wanted, IReadOnlySet<string> held, List<string> warnings)
    {
        var missing = Missing(wanted, held);
        if (missing.Length > 0)
        {
            warnings.Add(
                $"Capabilities {string.Join(", ", missing)} are left out: this process does not hold them itself.");
        }

        return new OciCapabilities
        {
            Bounding = Limit(wanted.Bounding),
            Effective = Limit(wanted.Effective),
            Permitted = Limit(wanted.Permitted),
            Inheritable = Limit(wanted.Inheritable),
            Ambient = Limit(wanted.Ambient),
        };

        // As Podman writes them: an empty set is left out.
        IReadOnlyList<string>? Limit(IReadOnlyList<string>? set) =>
            set?.Where(held.Contains).ToArray() is { Length: > 0 } kept ? kept : null;
    }

    private static string[] Missing(OciCapabilities wanted, IReadOnlySet<string> held) =>
        [.. (wanted.Bounding ?? []).Concat(wanted.Effective ?? []).Distinct().Where(name => !held.Contains(name))];

    private static string[] Merge(
        IReadOnlyList<string> initial, IReadOnlyList<string> add, IReadOnlyList<string> drop, IReadOnlySet<string> held)
    {
        var added = add.Select(CapabilityNames.Normalize).ToHashSet();
        var dropped = drop.Select(CapabilityNames.Normalize).ToHashSet();
        var addsAll = added.Remove(CapabilityNames.Everything);
        var dropsAll = dropped.Remove(CapabilityNames.Everything);
        if (addsAll && dropsAll)
        {
            throw new GantryException(ErrorCode.Invalid, "adding all caps and removing all caps not allowed");
        }

        if (!addsAll && added.FirstOrDefault(dropped.Contains) is { } both)
        {
            throw new GantryException(ErrorCode.Invalid, $"capability \"{both}\" cannot be dropped and added");
        }

        IEnumerable<string> start = addsAll ? held : dropsAll ? [] : initial;
        return Sort(start.Concat(added).Distinct().Where(name => !dropped.Contains(name)));
    }

    private static string[] Sort(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
