using Gantry.Architecture.Tests.Rules;

namespace Gantry.Architecture.Tests;

public sealed class ProjectTests
{
    [Fact]
    public async Task Projects_refer_only_to_those_below_them()
    {
        var projects = (await Repository.FilesAsync())
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(projects);
        Complaints.AssertNone(projects.SelectMany(ProjectRules.Complaints));
    }

    [Theory]
    [InlineData(
        "Gantry.Cli",
        "<ProjectReference Include=\"../Gantry.Linux/Gantry.Linux.csproj\" />",
        "Gantry.Cli may not refer to Gantry.Linux.")]
    [InlineData(
        "Gantry.Engine",
        "<InternalsVisibleTo Include=\"Gantry.Cli\" />",
        "the internals of Gantry.Engine are for its tests, not for Gantry.Cli.")]
    [InlineData("Gantry.Engine", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>", "only Gantry.Linux allows unsafe code.")]
    [InlineData("Gantry.Core", "", "project Gantry.Core has no row in the table of references.")]
    public void A_violation_is_found(string name, string text, string complaint)
    {
        var path = $"src/{name}/{name}.csproj";

        Assert.Equal([$"{path}: {complaint}"], ProjectRules.Complaints(new SourceFile(path, text)));
    }
}
