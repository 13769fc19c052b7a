using Gantry.Engine.Model;
using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Tests.Model;

public sealed class PodShareTests
{
    [Theory]
    [InlineData("none", "")]
    [InlineData("", "")]
    [InlineData("net,pid", "net pid")]
    [InlineData("cgroup,ipc,net,pid,uts", "ipc net pid uts cgroup")]
    [InlineData("+pid", "ipc net pid uts")]
    public void A_list_is_read_as_Podman_reads_it(string text, string names) =>
        Assert.Equal(names, string.Join(' ', PodShare.Names(PodShare.Parse(text))));

    [Fact]
    public void An_unknown_namespace_is_refused_in_Podmans_words()
    {
        var error = Assert.Throws<GantryException>(() => PodShare.Parse("ipc,foo"));

        Assert.Equal(
            "invalid kernel namespace to share: foo. Options are: cgroup, ipc, net, pid, uts or none", error.Message);
    }
}
