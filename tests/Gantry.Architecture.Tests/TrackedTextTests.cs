using Gantry.Architecture.Tests.Rules;

namespace Gantry.Architecture.Tests;

public sealed class TrackedTextTests
{
    [Fact]
    public async Task No_file_names_a_registry_a_package_feed_or_a_path_of_one_machine()
    {
        var files = await Repository.FilesAsync();

        Complaints.AssertNone(files.SelectMany(TrackedTextRules.Complaints));
    }

    [Fact]
    public async Task The_repository_is_read()
    {
        var paths = (await Repository.FilesAsync()).Select(file => file.Path).ToHashSet();

        Assert.Contains("Gantry.slnx", paths);
        Assert.Contains("src/Gantry.Engine/Engine.cs", paths);
        Assert.Contains("tests/Gantry.Architecture.Tests/TrackedTextTests.cs", paths);
    }

    [Theory]
    [InlineData("FROM quay" + ".io/library/alpine", "docs/a.md:1 names quay" + ".io.")]
    [InlineData("<add key=\"feed\" value=\"https://api.NUGET" + ".org/v3\" />", "docs/a.md:1 names nuget" + ".org.")]
    [InlineData("cd " + "/work" + "/main", "docs/a.md:1 has a path of one machine, /work" + "/main.")]
    public void Such_a_text_is_found(string text, string complaint) =>
        Assert.Equal([complaint], TrackedTextRules.Complaints(new SourceFile("docs/a.md", text)));

    [Theory]
    [InlineData("containers/ID/work/index")]
    [InlineData("var path = $\"{root}/work/inuse\";")]
    [InlineData("podman's socket unix:///run/podman")]
    public void Other_paths_are_no_violation(string text) =>
        Assert.Empty(TrackedTextRules.Complaints(new SourceFile("docs/a.md", text)));
}
