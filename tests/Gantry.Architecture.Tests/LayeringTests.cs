using Gantry.Architecture.Tests.Layering;
using Mono.Cecil;

namespace Gantry.Architecture.Tests;

public sealed class LayeringTests
{
    private const string Samples = "Gantry.Architecture.Tests.Layering.Samples";

    private static readonly string s_engine = typeof(Engine.Engine).Assembly.Location;

    [Fact]
    public void A_folder_of_the_engine_uses_only_folders_below_it()
    {
        var dependencies = DependencyReader.Read(s_engine);

        Complaints.AssertNone(EngineLayers.Table.Violations(dependencies));
    }

    [Fact]
    public async Task Using_directives_keep_the_same_order()
    {
        // Constants leave no trace in IL; the directive that brings them does in the source.
        var files = await Repository.CodeBelowAsync("src/Gantry.Engine");

        Complaints.AssertNone(EngineLayers.Table.Violations(files.SelectMany(UsingDirectives.Read)));
    }

    [Fact]
    public void The_table_is_an_order() => Assert.Empty(EngineLayers.Table.Circles());

    [Fact]
    public void Only_the_facade_and_its_wiring_stand_above_the_folders()
    {
        using var module = ModuleDefinition.ReadModule(s_engine);

        var names = module.Types.Where(type => type.Namespace == "Gantry.Engine").Select(type => type.Name);

        Complaints.AssertNone(names.Except(EngineLayers.RootTypes));
    }

    [Fact]
    public void Only_the_facade_and_the_model_are_public()
    {
        using var module = ModuleDefinition.ReadModule(s_engine);

        var others = module.Types.Where(type =>
            type.IsPublic && EngineLayers.PublicNamespaces.All(layer => layer.Match(type.Namespace) == 0));

        Complaints.AssertNone(others.Select(type => $"{type.FullName} is public."));
    }

    [Theory]
    [InlineData("Tower")]
    [InlineData("Roof")]
    [InlineData("Window")]
    public void A_use_of_a_higher_layer_is_found_in_async_methods_lambdas_and_generic_arguments(string used)
    {
        var violations = SampleTable().Violations(ReadSamples());

        Assert.Contains($"{Samples}.Low.UpwardReader uses {Samples}.High.{used}: Low may not use High.", violations);
    }

    [Fact]
    public void A_use_of_a_lower_layer_is_no_violation() =>
        Assert.DoesNotContain(SampleTable().Violations(ReadSamples()), complaint => complaint.Contains("Stone"));

    [Fact]
    public void A_namespace_without_a_row_is_a_violation()
    {
        var table = new LayerTable(Samples, new Layer("High", Samples + ".High.*"));

        Assert.Contains($"{Samples}.Low has no row in the layering table.", table.Violations(ReadSamples()));
    }

    [Fact]
    public void A_circle_in_the_table_is_found()
    {
        var table = new LayerTable("X", new Layer("A", "X.A", "B"), new Layer("B", "X.B", "C"), new Layer("C", "X.C", "A"));

        Assert.Equal(["A", "B", "C"], table.Circles());
    }

    [Fact]
    public void A_using_directive_that_leads_upwards_is_found()
    {
        var file = new SourceFile(
            "src/Gantry.Engine/State/Sample.cs",
            "using Gantry.Engine.Containers;\n\nnamespace Gantry.Engine.State;\n");

        var violations = EngineLayers.Table.Violations(UsingDirectives.Read(file));

        Assert.Equal(
            ["src/Gantry.Engine/State/Sample.cs uses Gantry.Engine.Containers: State may not use Containers."], violations);
    }

    private static LayerTable SampleTable() =>
        new(Samples, new Layer("Low", Samples + ".Low.*"), new Layer("High", Samples + ".High.*", "Low"));

    private static IReadOnlyList<Dependency> ReadSamples() =>
        DependencyReader.Read(typeof(LayeringTests).Assembly.Location);
}
