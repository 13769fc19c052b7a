namespace Gantry.Linux.Tests;

public class TerminalTests
{
    [Fact]
    public async Task Raw_mode_ends_echo_and_comes_back_on_dispose()
    {
        using var master = OpenMaster();
        using var terminal = OpenPeer(master);
        Assert.True(Terminal.IsTerminal(terminal.Number));
        Assert.Contains("echo", await SettingsAsync(terminal), StringComparison.Ordinal);

        using (Terminal.SetRaw(terminal.Number))
        {
            Assert.Contains("-echo ", await SettingsAsync(terminal), StringComparison.Ordinal);
            Assert.Contains("-isig", await SettingsAsync(terminal), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("-echo ", await SettingsAsync(terminal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_is_set_and_told_and_what_is_no_terminal_has_none()
    {
        using var master = OpenMaster();
        using var terminal = OpenPeer(master);

        Terminal.SetSize(master.Number, 123, 45);

        Assert.Equal((123, 45), Terminal.Size(terminal.Number));
        var (read, write) = Pipes.Create();
        Assert.False(Terminal.IsTerminal(read.Number));
        Assert.Null(Terminal.Size(read.Number));
        Assert.Throws<LinuxException>(() => Terminal.SetRaw(read.Number));
        read.Dispose();
        write.Dispose();
    }

    private static Descriptor OpenMaster()
    {
        var master = new Descriptor(LibC.Open("/dev/ptmx", LibC.ORdWr | LibC.ONoCtty | LibC.OCloExec, 0));
        const nuint TioCSPtLck = 0x40045431;
        SetLock(master, TioCSPtLck);
        return master;
    }

    private static unsafe void SetLock(Descriptor master, nuint request)
    {
        var unlocked = 0;
        Assert.Equal(0, LibC.IoCtl(master.Number, request, &unlocked));
    }

    private static unsafe Descriptor OpenPeer(Descriptor master)
    {
        const nuint TioCGPtPeer = 0x5441;
        const int Flags = LibC.ORdWr | LibC.ONoCtty | LibC.OCloExec;
        return new Descriptor(LibC.IoCtl(master.Number, TioCGPtPeer, (void*)Flags));
    }

    private static async Task<string> SettingsAsync(Descriptor terminal)
    {
        var result = await ChildProcess.RunAsync(
            Programs.Shell("stty -a") with { StandardInput = StandardStream.To(terminal) }, Programs.Soon);
        return result.StandardOutput;
    }
}
