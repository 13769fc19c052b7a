namespace Gantry.Integration.Tests.Hosts;

/// <summary>Where the repository is that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Checkpoint archives that real Podman made; null where they are not beside the repository.</summary>
    public static string? Fixtures { get; } =
        Path.GetFullPath(Path.Join(Root, "..", "shared", "fixtures")) is var path && Directory.Exists(path) ? path : null;

    private static string FindRoot(string folder) =>
        File.Exists(Path.Join(folder, "Gantry.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
