using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Model;

public sealed class EnvironmentFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Comments_and_blank_lines_do_not_count()
    {
        File.WriteAllText(_path, "# comment\n\n  A=1\n\tB= x # y\nHOME\nP*\n   \n");

        var lines = EnvironmentFile.Read(_path);

        Assert.Equal(["A=1", "B= x # y", "HOME", "P*"], lines);
    }

    [Fact]
    public void A_line_without_a_name_is_refused()
    {
        File.WriteAllText(_path, "A=1\n=x\n");

        var error = Assert.Throws<GantryException>(() => EnvironmentFile.Read(_path));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal($"parsing env file \"{_path}\": invalid environment variable: \"=x\"", error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<GantryException>(() => EnvironmentFile.Read("/nowhere/env"));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal(
            "parsing env file \"/nowhere/env\": open /nowhere/env: no such file or directory", error.Message);
    }
}
