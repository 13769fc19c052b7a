using System.Collections.Immutable;

namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What an import does with the volumes of the archive.</summary>
/// <param name="ByName">For volumes that were named.</param>
/// <param name="Others">For all others.</param>
public sealed record VolumePolicies(IReadOnlyDictionary<string, VolumePolicy> ByName, VolumePolicy Others)
{
    private const string RenamePrefix = "rename:";

    /// <summary>No volume may exist.</summary>
    public static VolumePolicies FailAll { get; } =
        new(ImmutableSortedDictionary<string, VolumePolicy>.Empty, new VolumePolicy.Fail());

    /// <summary>Whether nothing was said.</summary>
    public bool AreDefault => ByName.Count == 0 && Others is VolumePolicy.Fail;

    /// <summary>The policy for a volume.</summary>
    public VolumePolicy For(string volume) => ByName.GetValueOrDefault(volume, Others);

    /// <summary>Reads <c>NAME=fail|replace|keep|rename:NEW</c>; the name <c>*</c> stands for all others.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: malformed, or a name twice.</exception>
    public static VolumePolicies Parse(IEnumerable<string> words)
    {
        var byName = new SortedDictionary<string, VolumePolicy>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var separator = word.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? "" : word[..separator];
            Require(name == "*" || ObjectName.IsValid(name), word, "it must be NAME=POLICY, NAME a volume or *");
            var policy = ParsePolicy(word, word[(separator + 1)..]);
            Require(name != "*" || policy is not VolumePolicy.Rename, word, "one name cannot be given to several volumes");
            Require(byName.TryAdd(name, policy), word, "the volume has a policy already");
        }

        var others = byName.GetValueOrDefault("*", new VolumePolicy.Fail());
        byName.Remove("*");
        return new VolumePolicies(byName, others);
    }

    private static VolumePolicy ParsePolicy(string word, string policy)
    {
        switch (policy)
        {
            case "fail":
                return new VolumePolicy.Fail();
            case "replace":
                return new VolumePolicy.Replace();
            case "keep":
                return new VolumePolicy.Keep();
            default:
                Require(
                    policy.StartsWith(RenamePrefix, StringComparison.Ordinal),
                    word,
                    "the policies are fail, replace, keep and rename:NEW");
                return new VolumePolicy.Rename(ObjectName.Require("volume", policy[RenamePrefix.Length..]));
        }
    }

    private static void Require(bool condition, string word, string complaint)
    {
        if (!condition)
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid volume policy \"{word}\": {complaint}");
        }
    }
}
