namespace Gantry.Cli.Tests;

/// <summary>Texts that are recorded beside the tests.</summary>
internal static class Snapshot
{
    /// <summary>Compares a text with the recorded one, or records it when the variable is set.</summary>
    public static void Check(string name, string actual, string updateVariable)
    {
        var path = Path.Join(Folder(), name);
        if (Environment.GetEnvironmentVariable(updateVariable) == "1")
        {
            File.WriteAllText(path, actual);
        }

        var recorded = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(
            recorded == actual,
            $"{path} differs from what the commands say now{FirstDifference(recorded, actual)}. If the change is "
            + $"meant, run the tests with {updateVariable}=1.");
    }

    /// <summary>Reads a recorded text.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Join(Folder(), name));

    private static string FirstDifference(string recorded, string actual)
    {
        var (left, right) = (recorded.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(
            0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i], -1);
        return line < 0 ? "" : $" in line {line + 1}: \"{left[line]}\" was \"{right[line]}\"";
    }

    // Not the compiler's path of this file: a deterministic build does not tell where it was built.
    private static string Folder() =>
        Path.Join(FindRoot(AppContext.BaseDirectory), "tests", "Gantry.Cli.Tests", "Snapshots");

    private static string FindRoot(string folder) =>
        File.Exists(Path.Join(folder, "Gantry.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
