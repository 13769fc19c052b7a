using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class ToolAnswersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-answers-").FullName;

    private string Program => Path.Join(_folder, "tool");

    private string Calls => Path.Join(_folder, "calls");

    private ToolAnswers Answers => new(Path.Join(_folder, "run", "tools"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_is_asked_once_per_question()
    {
        WriteProgram("echo 1.0 $1");

        var first = await Answers.AskAsync(Program, ["--version"], default);
        var second = await Answers.AskAsync(Program, ["--version"], default);
        var other = await Answers.AskAsync(Program, ["--help"], default);

        Assert.Equal(("1.0 --version\n", "1.0 --version\n", "1.0 --help\n"), (first, second, other));
        Assert.Equal(["--version", "--help"], File.ReadAllLines(Calls));
    }

    [Fact]
    public async Task A_program_that_was_replaced_is_asked_again()
    {
        WriteProgram("echo 1.0");
        await Answers.AskAsync(Program, ["--version"], default);
        WriteProgram("echo 2.0");

        var answer = await Answers.AskAsync(Program, ["--version"], default);

        Assert.Equal("2.0\n", answer);
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_another_program()
    {
        WriteProgram("echo 1.0");
        var link = Path.Join(_folder, "link");
        File.CreateSymbolicLink(link, Program);
        await Answers.AskAsync(link, ["--version"], default);
        File.Move(Program, Program + ".old");
        WriteProgram("echo 2.0");

        var answer = await Answers.AskAsync(link, ["--version"], default);

        Assert.Equal("2.0\n", answer);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        WriteProgram("test -e ${0%/*}/well && echo well");
        await Assert.ThrowsAsync<ToolException>(() => Answers.AskAsync(Program, ["--version"], default));
        File.WriteAllText(Path.Join(_folder, "well"), "");

        var answer = await Answers.AskAsync(Program, ["--version"], default);

        Assert.Equal("well\n", answer);
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        WriteProgram("echo 1.0");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Answers.AskAsync(Program, ["--version"], default)));

        Assert.All(answers, answer => Assert.Equal("1.0\n", answer));
        Assert.Single(Directory.GetFiles(Path.Join(_folder, "run", "tools")));
    }

    private void WriteProgram(string body)
    {
        File.Delete(Program);
        File.WriteAllText(Program, $"#!/bin/sh\necho $1 >> {Calls}\n{body}\n");
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
