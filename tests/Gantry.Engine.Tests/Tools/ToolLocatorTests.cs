using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class ToolLocatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-tools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_folder_with_an_executable_file_wins()
    {
        Write("a", "runc", executable: false);
        var expected = Write("b", "runc", executable: true);
        Write("c", "runc", executable: true);
        var locator = Locator(null);

        Assert.Equal(expected, locator.Find("runc"));
    }

    [Fact]
    public void The_environment_comes_first()
    {
        Write("a", "runc", executable: true);
        var chosen = Write("z", "my-runc", executable: true);

        Assert.Equal(chosen, Locator(chosen).Find("runc"));
    }

    [Theory]
    [InlineData("runc")]
    [InlineData("/nonexistent/runc")]
    public void A_path_in_the_environment_must_be_absolute_and_there(string chosen)
    {
        Write("a", "runc", executable: true);

        var error = Assert.Throws<GantryException>(() => Locator(chosen).Find("runc"));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
        Assert.Contains("GANTRY_RUNC", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tool_is_told_with_a_remedy()
    {
        var error = Assert.Throws<GantryException>(() => Locator(null).Find("conmon"));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
        Assert.Contains("eng/setup.sh", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_runtime_is_refused()
    {
        var runtimes = new OciRuntimes(Locator(null), new HostLayout(new EngineOptions()), null);

        var error = Assert.Throws<GantryException>(() => runtimes.Get("kata"));

        Assert.Equal("default OCI runtime \"kata\" not found: invalid argument", error.Message);
    }

    private ToolLocator Locator(string? environment) =>
        new(
            name => name == "GANTRY_RUNC" ? environment : null,
            [Path.Join(_folder, "a"), Path.Join(_folder, "b"), Path.Join(_folder, "c")]);

    private string Write(string folder, string name, bool executable)
    {
        var path = Path.Join(Directory.CreateDirectory(Path.Join(_folder, folder)).FullName, name);
        File.WriteAllText(path, "");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, executable ? mode | UnixFileMode.UserExecute : mode);
        return path;
    }
}
