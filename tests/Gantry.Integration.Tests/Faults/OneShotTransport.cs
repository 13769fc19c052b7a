using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>A way to a host that has a fault the first time it is used after <see cref="BreakOnceAsync"/>, and none later.</summary>
internal sealed class OneShotTransport
{
    private readonly string _fault;
    private readonly string _receive;

    private OneShotTransport(TestHost host)
    {
        _fault = host.PathOf("fault.sh");
        _receive = TestHosts.TransportTo(host);
        Command = $"unset LD_PRELOAD GANTRY_KILL_AT; if mv {_fault} {_fault}.used 2> /dev/null; then . {_fault}.used; fi; {_receive}";
    }

    /// <summary>What <c>--transport</c> is given.</summary>
    public string Command { get; }

    /// <summary>The way to a host.</summary>
    public static OneShotTransport To(TestHost host) => new(host);

    /// <summary>Has these lines of shell run first, the next time. They may set variables, or replace the whole of it.</summary>
    public Task BreakOnceAsync(string shell) => File.WriteAllTextAsync(_fault, shell + "\n");

    /// <summary>Kills <c>migrate-receive</c> at a point of its work, the next time.</summary>
    public async Task KillOnceAsync(string point)
    {
        var switches = string.Concat((await KillSwitch.AtAsync(point)).Select(pair => $"export {pair.Key}={pair.Value}; "));

        // The shell says on standard error that it was killed, where nobody may listen any more.
        await BreakOnceAsync($"exec 2> /dev/null; ({switches}{_receive}); echo $? > {_fault}.status; exit");
    }

    /// <summary>Whether <see cref="KillOnceAsync"/> has killed it, once it has ended.</summary>
    public async Task<bool> HasKilledAsync()
    {
        if (!File.Exists(_fault + ".used"))
        {
            return false;
        }

        var status = "";
        await TestHost.EventuallyAsync(
            () => Task.FromResult(File.Exists(_fault + ".status") && (status = File.ReadAllText(_fault + ".status")).Length > 0),
            "the target has ended");
        return status == $"{KillSwitch.Killed}\n";
    }

    /// <summary>Takes back a fault that has not come, and forgets one that has.</summary>
    public void Mend()
    {
        File.Delete(_fault);
        File.Delete(_fault + ".used");
        File.Delete(_fault + ".status");
    }

    /// <summary>Lets so many bytes through to the host, the next time, then fills the file system that a folder is on.</summary>
    public Task FillOnceAsync(long there, string folder) => BreakOnceAsync(
        $"{{ {Pass(there)}; cat /dev/zero > {folder}/filled 2> /dev/null; cat; }} | ({_receive}); rm {folder}/filled; exit");

    /// <summary>
    /// Lets so many bytes through to the host, and so many back, the next time; null is all. After 3 seconds it is cut for
    /// good.
    /// </summary>
    public Task CutOnceAsync(long? there, long? back) =>
        BreakOnceAsync($"timeout 3 {Pass(there)} | ({_receive}) | {Pass(back)}; exit");

    /// <summary>Lets so many bytes through to the host, the next time, and then no more, while the connection stands.</summary>
    public Task StallOnceAsync(long there) => BreakOnceAsync($"{{ {Pass(there)}; cat > /dev/null; }} | ({_receive}); exit");

    // Not head(1), which keeps what comes until it has enough.
    private static string Pass(long? bytes) => bytes is null ? "cat" : $"dd bs=1 count={bytes} status=none";
}
