using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class EnvironmentResolverTests : IDisposable
{
    private static readonly Dictionary<string, string> s_host = new()
    {
        ["HOME"] = "/me",
        ["LC_B"] = "2",
        ["LC_A"] = "1",
    };

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Later_sources_win_in_the_place_of_the_first()
    {
        File.WriteAllText(_file, "A=file\nB=file\n");
        var request = CreationHost.MakeRequest() with
        {
            EnvironmentFiles = [_file],
            Environment = ["B=typed", "C=x=y", "TERM="],
        };

        var environment = EnvironmentResolver.Resolve(request, ["PATH=/bin", "A=image"], s_host);

        Assert.Equal(["PATH=/bin", "TERM=", "container=gantry", "A=file", "B=typed", "C=x=y"], environment);
    }

    [Fact]
    public void Names_without_a_value_are_taken_from_the_host()
    {
        var request = CreationHost.MakeRequest() with { Environment = ["LC_*", "HOME", "NOWHERE"] };

        var environment = EnvironmentResolver.Resolve(request, [], s_host);

        Assert.Equal(["LC_A=1", "LC_B=2", "HOME=/me"], environment.Skip(3));
    }

    [Fact]
    public void An_entry_without_a_name_is_refused()
    {
        var request = CreationHost.MakeRequest() with { Environment = ["=x"] };

        var error = Assert.Throws<GantryException>(() => EnvironmentResolver.Resolve(request, [], s_host));

        Assert.Equal("invalid environment variable: \"=x\"", error.Message);
    }
}
