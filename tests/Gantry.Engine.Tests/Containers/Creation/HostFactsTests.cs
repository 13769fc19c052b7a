using Gantry.Engine.Containers.Creation;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Containers.Creation;

public class HostFactsTests
{
    [Fact]
    public void This_host_is_read()
    {
        var facts = HostFacts.Read();

        Assert.Equal(Machine.Hostname, facts.Hostname);
        Assert.Equal(Limits.Get(ResourceKind.OpenFiles).Hard, facts.HardLimits["RLIMIT_NOFILE"]);
        Assert.Equal(Users.HasCapability(Capability.SysAdmin), facts.Capabilities.Contains("CAP_SYS_ADMIN"));
        Assert.Equal(Users.HasCapability(Capability.CheckpointRestore), facts.Capabilities.Contains("CAP_CHECKPOINT_RESTORE"));
    }
}
