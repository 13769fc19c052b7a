using System.Text;

namespace Gantry.Linux.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Two_hundred_children_at_once_each_give_their_own_exit_code()
    {
        var runs = Enumerable.Range(0, 200)
            .Select(i => ChildProcess.RunAsync(Programs.Shell("exit $1", $"{i}"), Programs.Soon))
            .ToList();

        var results = await Task.WhenAll(runs);

        Assert.Equal(Enumerable.Range(0, 200), results.Select(r => r.ExitCode));
    }

    [Fact]
    public async Task No_zombie_stays_when_no_one_waits()
    {
        int pid;
        await using (var child = ChildProcess.Start(Programs.Shell("exit 0")))
        {
            pid = child.Id;
        }

        while (ProcessTable.Parent(pid) == Environment.ProcessId)
        {
            await Task.Delay(5, Programs.Soon);
        }

        Assert.Null(ProcessTable.StartTime(pid));
    }

    [Fact]
    public async Task A_signal_is_told_as_128_plus_its_number()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("kill -KILL $$"), Programs.Soon);

        Assert.Equal(137, result.ExitCode);
    }

    [Fact]
    public async Task Ten_megabytes_on_both_outputs_are_drained_and_their_ends_kept()
    {
        const string Script = "head -c 10485760 /dev/zero | tr '\\0' o; echo END;"
            + "head -c 10485760 /dev/zero | tr '\\0' e >&2; echo ERR >&2";

        var result = await ChildProcess.RunAsync(Programs.Shell(Script), Programs.Soon);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1024 * 1024, result.StandardOutput.Length);
        Assert.EndsWith("oooEND\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(1024 * 1024, result.StandardError.Length);
        Assert.EndsWith("eeeERR\n", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_megabytes_of_input_come_back()
    {
        var input = new byte[10 * 1024 * 1024];
        Array.Fill(input, (byte)'i');

        var result = await ChildProcess.RunAsync(
            Programs.Shell("cat | tee /dev/stderr | wc -c") with { Input = input }, Programs.Soon);

        Assert.Equal("10485760", result.StandardOutput.Trim());
        Assert.Equal(1024 * 1024, result.StandardError.Length);
    }

    [Fact]
    public async Task Input_that_is_not_read_is_no_error()
    {
        var result = await ChildProcess.RunAsync(
            Programs.Shell("exit 3") with { Input = new byte[1 << 20] }, Programs.Soon);

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Descriptors_are_inherited_under_their_numbers_even_when_they_cross_and_nothing_else_is()
    {
        using var a = Open("a");
        using var b = Open("b");
        using var stray = LeakWithoutCloseOnExec(a);
        // Swapped on purpose: each one's number in the child is the other's number here.
        var start = Programs.Shell("printf A >&$1; printf B >&$2; ls /proc/self/fd", $"{b.Number}", $"{a.Number}") with
        {
            Inherited = [new(a, b.Number), new(b, a.Number)],
        };

        // dash takes one digit after ">&", bash any number.
        var result = await ChildProcess.RunAsync(start with { FileName = "/bin/bash" }, Programs.Soon);

        Assert.Equal(("", 0), (result.StandardError, result.ExitCode));
        Assert.Equal(("A", "B"), (File.ReadAllText(_temp.Path + "/a"), File.ReadAllText(_temp.Path + "/b")));
        var open = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(int.Parse)
            .ToHashSet();
        Assert.Superset(new HashSet<int> { 0, 1, 2, a.Number, b.Number }, open);
        // ls itself has the folder open.
        Assert.Equal(6, open.Count);
    }

    [Fact]
    public async Task A_descriptor_keeps_its_own_number()
    {
        using var file = Open("file");

        var result = await ChildProcess.RunAsync(
            Programs.Shell("printf same >&$1", $"{file.Number}") with
            {
                FileName = "/bin/bash",
                Inherited = [new(file, file.Number)],
            },
            Programs.Soon);

        Assert.Equal(("", 0), (result.StandardError, result.ExitCode));
        Assert.Equal("same", File.ReadAllText(_temp.Path + "/file"));
    }

    [Fact]
    public async Task Outputs_can_be_descriptors_of_the_caller()
    {
        using var file = Open("log");

        var result = await ChildProcess.RunAsync(
            Programs.Shell("echo out; echo err >&2") with
            {
                StandardOutput = StandardStream.To(file),
                StandardError = StandardStream.To(file),
            },
            Programs.Soon);

        Assert.Equal(new ChildResult(0, "", ""), result);
        Assert.Equal("out\nerr\n", File.ReadAllText(_temp.Path + "/log"));
    }

    [Fact]
    public async Task Environment_working_directory_and_odd_arguments_arrive_exactly()
    {
        var odd = LinuxPath.FromBytes([0x61, 0xFF, 0x20, 0x24]);

        var result = await ChildProcess.RunAsync(
            Programs.Shell("env | sort; pwd; printf %s \"$1\" | od -An -tx1", odd) with
            {
                Environment = new Dictionary<string, string> { ["ONLY"] = "this one" },
                WorkingDirectory = _temp.Path,
            },
            Programs.Soon);

        Assert.Equal($"ONLY=this one\nPWD={_temp.Path}\n{_temp.Path}\n 61 ff 20 24\n", result.StandardOutput);
    }

    [Fact]
    public async Task Our_environment_is_handed_on_by_default()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("echo $PATH"), Programs.Soon);

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), result.StandardOutput.Trim());
    }

    [Fact]
    public async Task Signals_are_not_ignored_or_blocked_in_the_child()
    {
        var result = await ChildProcess.RunAsync(
            Programs.Shell("grep -E 'Sig(Blk|Ign)' /proc/self/status"), Programs.Soon);

        // nohup(1) may have left SIGHUP, the lowest bit, ignored, and that is handed on.
        var sets = result.StandardOutput.Split('\n', '\t')
            .Where(f => f.Length == 16).Select(f => Convert.ToUInt64(f, 16));
        Assert.All(sets, set => Assert.Equal(0UL, set & ~1UL));
        Assert.Contains("SigIgn", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_session_is_led_by_the_child()
    {
        var result = await ChildProcess.RunAsync(
            Programs.Shell("cut -d' ' -f1,5,6 /proc/$$/stat") with { NewSession = true }, Programs.Soon);

        Assert.Single(result.StandardOutput.Trim().Split(' ').Distinct());
    }

    [Fact]
    public void A_missing_program_and_a_missing_folder_fail_at_once()
    {
        var program = Assert.Throws<LinuxException>(() => ChildProcess.Start(new() { FileName = "/none/none" }));
        var folder = Assert.Throws<LinuxException>(
            () => ChildProcess.Start(Programs.Sleeper with { WorkingDirectory = "/none" }));

        Assert.Equal("posix_spawn '/none/none': No such file or directory (ENOENT)", program.Message);
        Assert.Equal(Errno.ENOENT, folder.Errno);
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new() { FileName = "sleep" }));
    }

    [Fact]
    public async Task Cancelling_ends_the_child_by_sigterm()
    {
        using var cancel = new CancellationTokenSource();
        var run = ChildProcess.RunAsync(
            Programs.Shell(
                "trap 'echo ended > $1; exit' TERM; echo $$ > $1; while :; do sleep 0.02; done", _temp.Path + "/f"),
            cancel.Token);
        await WaitForContentAsync("f");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("ended\n", File.ReadAllText(_temp.Path + "/f"));
    }

    [Fact]
    public async Task Cancelling_kills_a_child_that_ignores_sigterm_and_waits_for_its_end()
    {
        using var cancel = new CancellationTokenSource();
        var run = ChildProcess.RunAsync(
            Programs.Shell("trap '' TERM; echo $$ > $1; while :; do :; done", _temp.Path + "/f"), cancel.Token);
        var pid = int.Parse(await WaitForContentAsync("f"));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Null(ProcessTable.StartTime(pid));
    }

    [Fact]
    public async Task A_grandchild_that_keeps_the_pipes_does_not_keep_us()
    {
        var result = await ChildProcess.RunAsync(Programs.Shell("sleep 20 & echo $!"), Programs.Soon);

        Assert.Equal(0, result.ExitCode);
        Signals.Send(int.Parse(result.StandardOutput), 9);
    }

    [Fact]
    public async Task Reading_a_pipe_can_be_cancelled_and_continued()
    {
        await using var child = ChildProcess.Start(
            Programs.Shell("read x; echo $x") with
            {
                StandardInput = StandardStream.Pipe,
                StandardOutput = StandardStream.Pipe,
            });
        using var cancel = new CancellationTokenSource(50);
        var buffer = new byte[10];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => child.StandardOutput!.ReadAsync(buffer, cancel.Token).AsTask());

        await child.StandardInput!.WriteAsync("hello\n"u8.ToArray());
        var count = await child.StandardOutput!.ReadAsync(buffer, Programs.Soon);

        Assert.Equal("hello\n", Encoding.UTF8.GetString(buffer, 0, count));
        Assert.Equal(0, await child.StandardOutput.ReadAsync(buffer, Programs.Soon));
        Assert.Equal(0, await child.WaitAsync(Programs.Soon));
    }

    private Descriptor Open(string name) => _temp.Descriptor.OpenFile(name, OpenMode.CreateNew);

    private static Descriptor LeakWithoutCloseOnExec(Descriptor file)
    {
        const int FDupFd = 0;
        return new Descriptor(LibC.FCntl(file, FDupFd, 0));
    }

    private async Task<string> WaitForContentAsync(string name)
    {
        while (!File.Exists($"{_temp.Path}/{name}") || new FileInfo($"{_temp.Path}/{name}").Length == 0)
        {
            await Task.Delay(5, Programs.Soon);
        }

        return await File.ReadAllTextAsync($"{_temp.Path}/{name}");
    }
}
