namespace Gantry.Architecture.Tests.Layering;

/// <summary>The layering table of the engine, lowest first (docs/architecture.md, docs/adr/0012-layers-of-the-engine.md).</summary>
internal static class EngineLayers
{
    /// <summary>The table.</summary>
    public static LayerTable Table { get; } = new(
        "Gantry",
        new Layer("Linux", "Gantry.Linux.*"),
        new Layer("Model", "Gantry.Engine.Model.*"),
        new Layer("Archive", "Gantry.Engine.Archive.*", "Linux", "Model"),
        new Layer("ImageMessages", "Gantry.CriuImages.*"),
        new Layer("CriuImages", "Gantry.Engine.CriuImages.*", "Model", "ImageMessages"),
        new Layer("State", "Gantry.Engine.State.*", "Linux", "Model"),
        new Layer("Tools", "Gantry.Engine.Tools.*", "Linux", "Model"),
        new Layer("Terminals", "Gantry.Engine.Terminals.*", "Linux", "Model"),
        new Layer("Trees", "Gantry.Engine.Storage.Trees.*", "Linux", "Model", "Archive"),
        new Layer("Storage", "Gantry.Engine.Storage", "Linux", "Model", "State"),
        new Layer("Images", "Gantry.Engine.Storage.Images.*", "Linux", "Model", "Archive", "State", "Tools", "Trees", "Storage"),
        new Layer("Volumes", "Gantry.Engine.Storage.Volumes.*", "Linux", "Model", "State", "Tools", "Trees", "Storage"),
        new Layer("Networking", "Gantry.Engine.Networking.*", "Linux", "Model", "State", "Tools"),
        new Layer("Creation", "Gantry.Engine.Containers.Creation.*", "Linux", "Model"),
        new Layer(
            "Containers", "Gantry.Engine.Containers.*",
            "Linux", "Model", "State", "Tools", "Trees", "Storage", "Volumes", "Networking", "Creation"),
        new Layer(
            "Pods", "Gantry.Engine.Pods.*",
            "Linux", "Model", "State", "Networking", "Creation", "Containers"),
        new Layer("Definition", "Gantry.Engine.Checkpoints.Definition.*", "Model", "Creation"),
        new Layer(
            "Checkpoints", "Gantry.Engine.Checkpoints.*",
            "Linux", "Model", "Archive", "State", "Tools", "Trees", "Storage", "Images", "Volumes", "Networking", "Creation",
            "Containers", "Pods", "Definition"),
        new Layer(
            "Preflight", "Gantry.Engine.Preflight.*",
            "Linux", "Model", "Archive", "State", "Tools", "Images", "Volumes", "Creation", "Containers", "Definition",
            "Checkpoints"),
        new Layer(
            "Migrations", "Gantry.Engine.Migrations.*",
            "Linux", "Model", "Archive", "State", "Tools", "Images", "Volumes", "Networking", "Containers", "Checkpoints",
            "Preflight"),
        new Layer(
            "Inspection", "Gantry.Engine.Inspection.*",
            "Linux", "Model", "Archive", "ImageMessages", "CriuImages", "State", "Tools", "Images", "Creation", "Containers",
            "Definition", "Checkpoints", "Preflight"),
        new Layer(
            "Root", "Gantry.Engine",
            "Linux", "Model", "Archive", "State", "Tools", "Terminals", "Trees", "Storage", "Images", "Volumes", "Networking",
            "Creation", "Containers", "Pods", "Definition", "Checkpoints", "Preflight", "Migrations", "Inspection"));

    /// <summary>The types of the root: the façade, its wiring, and what it says about the host.</summary>
    public static IReadOnlyList<string> RootTypes { get; } = ["Engine", "EngineServices", "HostProbe"];

    /// <summary>Namespaces whose types may be public; the rest of the engine is internal.</summary>
    public static IReadOnlyList<Layer> PublicNamespaces { get; } =
    [
        new("Façade", "Gantry.Engine"),
        new("Model", "Gantry.Engine.Model.*"),
        new("Terminals", "Gantry.Engine.Terminals.*"),
    ];
}
