using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tests.Containers;

public sealed class ExecProcessTests
{
    private static readonly UserDatabase s_users = new("ann:x:1000:100::/home/ann:/bin/sh\n", "users:x:100:\n");

    private static readonly OciProcess s_container = new()
    {
        Args = ["app"],
        Cwd = "/srv",
        Env = ["PATH=/bin", "A=1", "HOME=/root"],
        Capabilities = new OciCapabilities { Bounding = ["CAP_KILL"], Effective = ["CAP_KILL"], Permitted = ["CAP_KILL"] },
    };

    [Fact]
    public void Variables_of_the_request_replace_the_containers()
    {
        var process = Of(new ExecRequest { Command = ["env"], Environment = ["A=2", "B=3"] });

        Assert.Equal(["PATH=/bin", "HOME=/root", "A=2", "B=3"], process.Env);
        Assert.Equal(["env"], process.Args);
        Assert.Equal("/srv", process.Cwd);
    }

    [Fact]
    public void Another_user_has_another_home_and_no_capabilities()
    {
        var process = Of(new ExecRequest { Command = ["id"], User = "ann" });

        Assert.Equal((1000u, 100u), (process.User.Uid, process.User.Gid));
        Assert.Contains("HOME=/home/ann", process.Env!);
        Assert.Null(process.Capabilities!.Effective);
        Assert.Equal(["CAP_KILL"], process.Capabilities.Bounding);
    }

    [Fact]
    public void A_terminal_is_named_in_the_environment()
    {
        var process = Of(new ExecRequest { Command = ["sh"], Input = StandardInputMode.InteractiveTerminal });

        Assert.True(process.Terminal);
        Assert.Contains("TERM=xterm", process.Env!);
    }

    [Fact]
    public void An_empty_command_is_refused()
    {
        Assert.Equal(
            ErrorCode.Invalid,
            Assert.Throws<GantryException>(() => Of(new ExecRequest { Command = [] })).Code);
    }

    private static OciProcess Of(ExecRequest request) => ExecProcess.Of(s_container, s_users, request);
}
