using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>The command on a real terminal of 80 columns and 24 lines: a tmux of the test's own.</summary>
public sealed class TmuxSession : IAsyncDisposable
{
    private readonly string _socket;

    private TmuxSession(string socket)
    {
        _socket = socket;
    }

    /// <summary>Starts the command after a line "before"; a line "ended with N" follows its end.</summary>
    public static async Task<TmuxSession> StartAsync(TestHost host, params string[] arguments)
    {
        var session = new TmuxSession(host.PathOf("tmux"));
        var words = host.StartOf(new Dictionary<string, string>(), arguments);
        var command = string.Join(' ', new[] { words.FileName }.Concat(words.Arguments).Select(word => $"'{word}'"));
        await session.TmuxAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24",
            $"trap : INT; echo before; {command}; echo ended with $?; stty -a; exec sleep 1000");
        return session;
    }

    /// <summary>Types keys, as tmux names them.</summary>
    public Task TypeAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>What is on the screen.</summary>
    public Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p");

    /// <summary>Waits for words on the screen, and returns it.</summary>
    public async Task<string> WaitForAsync(string words)
    {
        var screen = "";
        for (var i = 0; i < 600; i++)
        {
            screen = await ScreenAsync();
            if (screen.Contains(words, StringComparison.Ordinal))
            {
                return screen;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"Not on the screen after a minute: {words}\n{screen}");
        return screen;
    }

    /// <summary>Number of the command's process.</summary>
    public async Task<int> ProcessAsync()
    {
        var shell = (await TmuxAsync("display-message", "-p", "#{pane_pid}")).Trim();
        var children = await File.ReadAllTextAsync($"/proc/{shell}/task/{shell}/children");
        return int.Parse(children.Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync() => await TmuxAsync("kill-server");

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/tmux",
                Arguments = ["-S", _socket, .. arguments],
                Environment = new Dictionary<string, string>
                {
                    ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
                    ["HOME"] = "/root",
                    ["LANG"] = "C.UTF-8",
                    ["SHELL"] = "/bin/sh",
                    ["TERM"] = "xterm",
                },
            },
            default);
        Assert.True(result.ExitCode == 0, $"tmux {arguments[0]}: {result.StandardError}");
        return result.StandardOutput;
    }
}
