namespace Gantry.Integration.Tests.Hosts;

/// <summary>The native command under test.</summary>
public static class GantryBinary
{
    /// <summary>Absolute path: <c>GANTRY_BINARY</c>, else what eng/build.sh published.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("GANTRY_BINARY") is { Length: > 0 } given
            ? given
            : System.IO.Path.Join(Repository.Root, "artifacts", "gantry", "gantry");
}
