using Gantry.Architecture.Tests.Rules;

namespace Gantry.Architecture.Tests;

public sealed class FileShapeTests
{
    [Fact]
    public async Task A_file_declares_the_type_it_is_named_after_and_at_most_companions_of_it()
    {
        var files = await Repository.CodeBelowAsync("src");

        Complaints.AssertNone(files.SelectMany(ShapeRules.ComplaintsAboutTypes));
    }

    [Fact]
    public async Task No_file_is_longer_than_600_lines()
    {
        var files = await Repository.FilesAsync();

        Complaints.AssertNone(files.Where(file => file.IsCode).SelectMany(ShapeRules.ComplaintsAboutLength));
    }

    [Theory]
    [InlineData("public sealed class Other\n{\n}\n", "src/Volume.cs declares no type Volume.")]
    [InlineData(
        "public sealed class Volume\n{\n}\n\ninternal static class Mounting\n{\n}\n",
        "src/Volume.cs declares the class Mounting, which needs a file of its own.")]
    public void A_file_with_another_type_is_found(string text, string complaint) =>
        Assert.Equal([complaint], ShapeRules.ComplaintsAboutTypes(new SourceFile("src/Volume.cs", text)));

    [Theory]
    [InlineData("public sealed class Volume\n{\n    private sealed class Row;\n}\n\npublic enum VolumeKind\n{\n}\n")]
    [InlineData("internal sealed record Volume(string Name);\n\ninternal readonly record struct VolumeSize(long Bytes);\n")]
    [InlineData("return 0;\n")]
    public void Companions_and_nested_types_are_no_violation(string text) =>
        Assert.Empty(ShapeRules.ComplaintsAboutTypes(new SourceFile("src/Volume.Parsing.cs", text)));

    [Fact]
    public void A_long_file_is_found()
    {
        var longest = new SourceFile("src/A.cs", string.Concat(Enumerable.Repeat("// line\n", 600)));
        var longer = new SourceFile("src/B.cs", longest.Text + "// line\n");

        Assert.Empty(ShapeRules.ComplaintsAboutLength(longest));
        Assert.Equal(["src/B.cs has 601 lines; 600 are the most."], ShapeRules.ComplaintsAboutLength(longer));
    }
}
