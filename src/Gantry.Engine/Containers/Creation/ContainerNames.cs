using System.Security.Cryptography;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Names for containers that were given none.</summary>
internal static class ContainerNames
{
    private const int Tries = 20;

    private static readonly string[] s_adjectives =
    [
        "amber", "ample", "balanced", "bright", "brisk", "calm", "candid", "clear", "coastal", "crisp", "deft", "early",
        "eager", "even", "fair", "fleet", "fluent", "fresh", "gentle", "glad", "golden", "hardy", "honest", "keen",
        "kind", "late", "light", "lively", "lucid", "mellow", "merry", "mild", "modest", "neat", "nimble", "northern",
        "patient", "plain", "polite", "prompt", "proud", "quick", "quiet", "ready", "regular", "robust", "salty",
        "serene", "sharp", "silent", "silver", "smooth", "sober", "solid", "southern", "spare", "steady", "still",
        "sturdy", "subtle", "sunny", "swift", "tidy", "upright", "vivid", "warm", "western", "windy", "wise",
    ];

    private static readonly string[] s_nouns =
    [
        "anchor", "barge", "bay", "beacon", "boom", "bow", "bridge", "buoy", "cable", "canal", "captain", "cargo",
        "chart", "cleat", "clipper", "coast", "compass", "cove", "crane", "crate", "current", "davit", "deck", "derrick",
        "dock", "dredge", "ferry", "fjord", "fleet", "freight", "galley", "gangway", "girder", "gull", "harbor", "hatch",
        "hawser", "helm", "hoist", "hook", "hull", "jetty", "keel", "ketch", "knot", "lagoon", "lantern", "lighter",
        "lock", "mast", "mooring", "oar", "pallet", "pier", "pilot", "port", "pulley", "quay", "rail", "rigging",
        "rudder", "sail", "schooner", "sextant", "ship", "shoal", "skiff", "sloop", "sluice", "spar", "spreader",
        "tackle", "tide", "tiller", "trawler", "trolley", "tug", "vessel", "voyage", "wharf", "winch", "yard", "yawl",
    ];

    /// <summary>A random <c>adjective_noun</c> for which <paramref name="isTaken"/> says no.</summary>
    /// <remarks>When twenty tries in a row are taken, digits follow: then the name is all but surely free.</remarks>
    public static string NewRandom(Func<string, bool> isTaken)
    {
        for (var i = 0; i < Tries; i++)
        {
            var name = Draw();
            if (!isTaken(name))
            {
                return name;
            }
        }

        return Draw() + RandomNumberGenerator.GetInt32(100_000, 1_000_000);
    }

    private static string Draw() =>
        $"{s_adjectives[RandomNumberGenerator.GetInt32(s_adjectives.Length)]}_"
        + s_nouns[RandomNumberGenerator.GetInt32(s_nouns.Length)];
}
