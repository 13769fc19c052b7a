namespace Gantry.Linux.Tests;

public class MachineTests
{
    [Fact]
    public async Task Names_agree_with_uname()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("uname -n -r"), Programs.Soon);

        Assert.Equal($"{Machine.Hostname} {Machine.KernelRelease}", result.StandardOutput.Trim());
        Assert.Contains(Machine.Architecture, new[] { "amd64", "arm64" });
        Assert.True(Machine.MemoryBytes > 1 << 20);
        Assert.InRange(Machine.AvailableMemoryBytes, 1, Machine.MemoryBytes);
    }

    [Theory]
    [InlineData("6.18.44-fc-v782", 6, 18)]
    [InlineData("6.1.0-40-amd64", 6, 1)]
    [InlineData("5.10+", 5, 10)]
    public void Releases_are_parsed(string release, int major, int minor) =>
        Assert.Equal(new Version(major, minor), Machine.ParseVersion(release));

    [Fact]
    public async Task Limits_agree_with_those_of_a_child()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("cat /proc/self/limits"), Programs.Soon);

        var files = Limits.Get(ResourceKind.OpenFiles);
        var line = result.StandardOutput.Split('\n')
            .Single(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        Assert.Contains($"{files.Hard}", line, StringComparison.Ordinal);
        Assert.True(files.Soft <= files.Hard);
    }

    [Fact]
    public void Limits_have_the_kernels_names()
    {
        Assert.Equal("RLIMIT_NOFILE", Limits.Name(ResourceKind.OpenFiles));
        Assert.All(Enum.GetValues<ResourceKind>(), k => Assert.Equal(k, Limits.Parse(Limits.Name(k))));
        Assert.Equal(ResourceKind.Processes, Limits.Parse("nproc"));
        Assert.Null(Limits.Parse("none"));
    }

    [Fact]
    public async Task The_user_agrees_with_id()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("id -u"), Programs.Soon);

        Assert.Equal(result.StandardOutput.Trim(), $"{Users.EffectiveUserId}");
    }
}
