using Gantry.Architecture.Tests.Rules;

namespace Gantry.Architecture.Tests;

public sealed class NamingTests
{
    [Fact]
    public async Task No_file_or_folder_has_a_name_that_says_nothing()
    {
        var files = await Repository.FilesAsync();

        // Only MSBuild reads the file names it prescribes.
        Complaints.AssertNone(files.Where(file => file.IsCode).SelectMany(file => NameRules.ComplaintsAboutPath(file.Path)));
    }

    [Fact]
    public async Task No_type_has_a_name_that_says_nothing()
    {
        var files = await Repository.FilesAsync();

        Complaints.AssertNone(files.Where(file => file.IsCode).SelectMany(NameRules.ComplaintsAboutTypes));
    }

    [Fact]
    public void The_engine_uses_one_word_per_thing()
    {
        var names = DeclaredNames.Read(typeof(Engine.Engine).Assembly.Location);

        Complaints.AssertNone(names.SelectMany(pair => VocabularyRules.Complaints(pair.Owner, pair.Name)));
    }

    [Theory]
    [InlineData("src/Gantry.Engine/Utils/Text.cs")]
    [InlineData("src/Gantry.Engine/State/LockManager.cs")]
    [InlineData("src/Gantry.Engine/State/TableBase.cs")]
    public void A_file_name_that_says_nothing_is_found(string path) =>
        Assert.NotEmpty(NameRules.ComplaintsAboutPath(path));

    [Theory]
    [InlineData("src/Gantry.Engine/State/StateDatabase.cs")]
    [InlineData("src/Gantry.Engine/Tools/Implicit.cs")]
    public void A_word_within_a_word_is_no_violation(string path) =>
        Assert.Empty(NameRules.ComplaintsAboutPath(path));

    [Fact]
    public void A_type_name_that_says_nothing_is_found_also_when_it_is_nested()
    {
        var file = new SourceFile("src/Pair.cs", "public class Pair\n{\n    private sealed class PairHelper\n    {\n    }\n}\n");

        Assert.Equal(["src/Pair.cs: type PairHelper is named \"helper\"."], NameRules.ComplaintsAboutTypes(file));
    }

    [Theory]
    [InlineData("MakeSnapshotAsync", "snapshot")]
    [InlineData("workdir", "workdir")]
    [InlineData("PodSandboxes", "sandbox")]
    [InlineData("_jobs", "job")]
    public void A_word_of_another_field_is_found(string name, string word) =>
        Assert.Contains($"says \"{word}\"", Assert.Single(VocabularyRules.Complaints("Sample", name)));

    [Theory]
    [InlineData("CheckpointedAt")]
    [InlineData("WorkFolder")]
    public void The_words_of_this_field_are_no_violation(string name) =>
        Assert.Empty(VocabularyRules.Complaints("Sample", name));

    [Fact]
    public void Podmans_own_names_are_no_violation()
    {
        Assert.Empty(VocabularyRules.Complaints("Gantry.Engine.Archive.EntryNames", "Artifacts"));
        Assert.Empty(VocabularyRules.Complaints("Gantry.Engine.Model.Inspection.NetworkSettingsInspection", "SandboxKey"));
        Assert.NotEmpty(VocabularyRules.Complaints("Gantry.Engine.Containers.Sample", "SandboxKey"));
    }

    [Fact]
    public void Names_of_members_parameters_and_nested_types_are_read()
    {
        var names = DeclaredNames.Read(typeof(NamingTests).Assembly.Location).Select(pair => pair.Name).ToHashSet();

        Assert.Superset(new HashSet<string> { nameof(DeclaredNames), "assemblyPath", "s_words", "MostLines" }, names);
    }
}
