namespace Gantry.Architecture.Tests.Rules;

/// <summary>
/// The words of the name table (docs/architecture.md) that the engine does not use. Words of its "not" column that the
/// field uses in another sense are not here: a container's status, a mount's destination, a log driver, a C# Task.
/// </summary>
internal static class VocabularyRules
{
    private const string ForeignNamespace = "Gantry.Engine.Model.Inspection.";

    private static readonly Dictionary<string, string> s_words = new()
    {
        ["snapshot"] = "checkpoint",
        ["sandbox"] = "bundle, or container",
        ["workdir"] = "bundle, or work folder",
        ["artifact"] = "image, layer or blob",
        ["package"] = "image",
        ["instance"] = "container",
        ["job"] = "container, or operation",
        ["shim"] = "monitor",
        ["watcher"] = "monitor",
        ["backup"] = "checkpoint archive",
        ["saga"] = "operation",
        ["transaction"] = "operation, or write",
        ["blackout"] = "downtime",
        ["disk"] = "volume, or file system",
    };

    // Podman's to choose: the name of an archive's entry here, the members of what "inspect" prints above.
    private static readonly string[] s_foreignNames = ["Artifacts"];

    /// <summary>Complaints about the words in a name.</summary>
    /// <param name="owner">Full name of the type in which the name stands.</param>
    /// <param name="name">The name of a type, member or parameter.</param>
    public static IEnumerable<string> Complaints(string owner, string name) =>
        from word in IsForeign(owner, name) ? [] : Words.Of(name)
        let singular = Singulars(word).FirstOrDefault(s_words.ContainsKey)
        where singular is not null
        select $"{owner}: \"{name}\" says \"{singular}\"; the word here is {s_words[singular]}.";

    private static string[] Singulars(string word) =>
        word switch
        {
            [.. _, 'e', 's'] => [word, word[..^1], word[..^2]],
            [.. _, 's'] => [word, word[..^1]],
            _ => [word],
        };

    private static bool IsForeign(string owner, string name) =>
        s_foreignNames.Contains(name) || owner.StartsWith(ForeignNamespace, StringComparison.Ordinal);
}
