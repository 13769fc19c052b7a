using Gantry.Cli.Commands.Containers;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Tests.Commands;

public sealed class ExecRequestTests
{
    [Fact]
    public void Variables_without_a_value_come_from_our_environment()
    {
        var context = new TestContext();
        context.Environment["HERE"] = "yes";
        var (command, invocation) = context.Bind<ExecCommand>(
            "exec", "-it", "-e", "A=1", "-e", "HERE", "-e", "MISSING", "-u", "7", "-w", "/tmp", "web", "ls", "-l");

        var request = command.ToRequest(invocation, ["ls", "-l"]);

        Assert.Equal(["A=1", "HERE=yes"], request.Environment);
        Assert.Equal(StandardInputMode.InteractiveTerminal, request.Input);
        Assert.Equal("7", request.User);
        Assert.Equal("/tmp", request.WorkingDirectory);
        Assert.Equal(["web", "ls", "-l"], invocation.Arguments);
    }
}
