using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

/// <summary>Lines as CRIU 4, runc, crun and conmon write them, each with a word of its explanation.</summary>
public sealed class ExplanationsTests
{
    public static TheoryData<string, string> Samples { get; } = new()
    {
        { "(00.000000) Error (criu/vdso.c:319): vdso: Unexpected rt vDSO area bounds", "too old for the running kernel" },
        { "(00.010341) Error (criu/sockets.c:592): sockets: Can't get 1:16 opt: Operation not supported", "6.16" },
        { "(00.011042) Error (criu/sk-inet.c:202): inet: Connected TCP socket, consider using --tcp-established option.", "--tcp-established to keep" },
        { "(00.021300) Error (criu/sk-inet.c:871): inet: Need to set the --tcp-established options.", "--tcp-close" },
        { "(00.009911) Error (criu/file-lock.c:110): Some file locks are hold by dumping tasks! You can try --file-locks to dump them.", "--file-locks" },
        { "(00.006867) Error (criu/files-reg.c:1790): Can't lookup mount=27 for fd=2 path=/var/log/x", "outside its root file system" },
        { "(00.040000) Error (criu/mount.c:1114): mnt: No mapping for 123:(null) mountpoint", "masked" },
        { "(00.047110) Error (criu/files-reg.c:2234): File . has bad mode 040755 (expect 040555)", "permission bits" },
        { "(00.047110) Error (criu/files-reg.c:2218): File usr/bin/app has bad size 10 (expect 12)", "another size" },
        { "(00.047110) Error (criu/files-reg.c:2102): File usr/bin/app has bad build-ID", "another build" },
        { "(00.050000) Error (criu/page-pipe.c:40): page-pipe: splice: -1: Bad file descriptor", "fs.pipe-max-size" },
        { "level=error msg=\"CRIU feature check failed: missing some of the features\"", "criu check --feature" },
        { "level=error msg=\"CRIU is missing features\"", "criu check --feature" },
        { "(00.002000) Warn  (criu/mem.c:120): Dirty tracking is OFF", "CONFIG_MEM_SOFT_DIRTY" },
        { "2026-11-24T05:15:15Z: cgroups in hybrid mode not supported", "cgroup v2 only" },
        { "level=error msg=\"runc create failed: unable to start container process: error setting rlimit type 7: operation not permitted\"", "--ulimit" },
        { "(00.008000) Error (criu/cr-dump.c:660): Can't get rlimit 7: Operation not permitted", "CAP_SYS_RESOURCE" },
        { "(00.030000) Error (criu/cr-restore.c:1433): Can't fork for 17: File exists", "process number" },
        { "(00.013000) Error (criu/sk-unix.c:870): unix: External socket is used. Consider using --ext-unix-sk option.", "outside of it" },
        { "(00.013000) Error (criu/sk-unix.c:911): unix: Can't dump half of stream unix connection. name: (null); peer name: /run/x", "outside of it" },
        { "(00.061000) Error (criu/sk-inet.c:850): inet: Can't create socket: Address already in use", "in use on this host" },
        { "(00.061000) Error (criu/sk-inet.c:1020): inet: Can't bind inet socket (id 5): Cannot assign requested address", "not available" },
        { "(00.025000) Error (criu/cr-restore.c:1201): Pid 1 do not match expected 17", "--pid private" },
        { "(00.300000) Error (criu/page-xfer.c:300): page-xfer: Unable to write: No space left on device", "full" },
        { "(00.010000) Error (criu/cpu.c:500): cpu: CPU capabilities do not match run time", "newer processor" },
        { "(00.014000) Error (criu/files-reg.c:1031): Can't dump ghost file /tmp/big of 20971520 size, increase limit", "ghost-limit" },
        { "(00.014000) Error (criu/files-reg.c:1122): Can't create link remap for /tmp/x. Use link-remap option.", "link-remap" },
        { "(00.014000) Error (criu/files-reg.c:1796): Open files on overmounted mounts are not supported yet; mount=30 fd=4 path=/mnt/a", "under another mount" },
        { "(00.012000) Error (criu/mount.c:1050): mnt: 45:./srv doesn't have a proper root mount", "--volume" },
        { "(00.012000) Error (criu/mount.c:980): mnt: Nested mount namespaces are not supported without NEWNS", "mount namespace of its own" },
        { "(00.012000) Error (criu/namespaces.c:730): Can't dump nested user namespace for 31", "namespaces of its own" },
        { "(00.012000) Error (criu/cr-dump.c:1020): A session leader of 31(5) is outside of its pid namespace", "\"exec\"" },
        { "(00.012000) Error (criu/tty.c:1830): tty: Found dangling tty with sid 1 pgid 1 (pts) on peer fd 0.", "--tty" },
        { "(00.012000) Error (criu/tty.c:1010): tty: Don't have tty to inherit session from, aborting", "monitor" },
        { "(00.012000) Error (criu/cr-dump.c:1200): The root process 12 is not a session leader. Consider using --shell-job option", "session of the host" },
        { "(00.012000) Error (criu/pstree.c:900): Current sid 4 intersects with pid (4) in images", "is taken on this host" },
        { "(00.012000) Error (criu/files.c:500): Can't dump file 5 of that type [20660] (chr 10:229 /dev/fuse)", "device" },
        { "(00.012000) Error (criu/sk-inet.c:137): inet: Unsupported proto 132 for socket 5d3a", "protocol" },
        { "(00.012000) Error (criu/sk-inet.c:139): inet: For Go programs, consider using \"GODEBUG=multipathtcp=0\" to disable MPTCP", "multipath" },
        { "(00.012000) Error (criu/sk-queue.c:144): sockets: Control messages in queue, not supported", "quiet" },
        { "(00.012000) Error (criu/sk-unix.c:700): unix: Can't dump name-less external socket.", "without a name" },
        { "(00.012000) Error (criu/sk-unix.c:720): unix: Dangling connection 5123", "gone" },
        { "(00.012000) Error (criu/sk-packet.c:100): packet: Can't dump tun0 with filter on-board", "filter" },
        { "(00.012000) Error (compel/arch/x86/src/lib/infect.c:40): Can't dump task 31 running in 32-bit mode", "32-bit" },
        { "(00.012000) Error (compel/arch/x86/src/lib/infect.c:50): Can't dump task 31 with LDT descriptors", "Wine" },
        { "(00.012000) Error (compel/src/lib/infect.c:500): Can't dump the 31 thread with a pending SIGTRAP.", "debugger" },
        { "(00.012000) Error (compel/src/lib/infect.c:300): SEIZE 31: task not stopped after seize", "strace" },
        { "(00.012000) Warn  (compel/src/lib/infect.c:131): Unable to interrupt task: 31 (Operation not permitted)", "CAP_SYS_PTRACE" },
        { "(00.012000) Error (criu/cr-restore.c:1764): failed to suspend seccomp, restore will probably fail...", "system call filter" },
        { "(00.012000) Error (criu/cr-dump.c:1627): Can't infect (pid: 31) with parasite", "inside a process" },
        { "(00.012000) Error (criu/shmem.c:200): Sysv shmem 5 with a hole not supported", "System V" },
        { "(00.012000) Error (criu/cr-dump.c:400): Task 31 with SysVIPC shmem map @7f00 doesn't live in IPC ns", "--ipc private" },
        { "(00.012000) Error (criu/timens.c:1290): Time namespaces are not supported", "CONFIG_TIME_NS" },
        { "(00.012000) Error (criu/kerndat.c:1350): Lazy pages are not available", "CONFIG_USERFAULTFD" },
        { "(00.012000) Error (criu/uffd.c:1238): Non-cooperative UFFD is not supported", "fork" },
        { "(00.012000) Error (criu/mem.c:1130): Tracking memory is not available. Consider omitting --track-mem option.", "CONFIG_MEM_SOFT_DIRTY" },
        { "(00.012000) Error (criu/pagemap.c:185): No parent for snapshot pagemap", "--import-previous" },
        { "(00.012000) Error (criu/pagemap.c:300): Missing 7f0000 in parent pagemap", "just before it" },
        { "(00.012000) Error (criu/seize.c:1043): Neither a cgroupv1 (freezer.state) or cgroupv2 (cgroup.freeze) control file found.", "freezer" },
        { "(00.012000) Error (criu/netfilter.c:105): Iptables configuration failed", "nftables" },
        { "(00.012000) Error (criu/net.c:2200): net: Can't restore iptables dump - no legacy version present", "legacy" },
        { "(00.000012) Error (criu/crtools.c:70): CR not supported on current kernel (current:03.02 min:03.11)", "newer kernel" },
        { "(00.012000) Error (criu/sockets.c:216): sockets: Diag module missing (-2)", "modprobe" },
        { "(00.000100) Error (criu/image.c:200): Not supported images version 9", "generation of CRIU" },
        { "(00.000100) Error (criu/cr-restore.c:300): Core march mismatch 3", "architecture" },
        { "(00.000100) Error (criu/cpu.c:600): cpu: Image carries unknown capability version 9", "newer CRIU" },
        { "(00.000100) Error (criu/plugin.c:100): Missing required plugin: amdgpu_plugin", "plugin" },
        { "(00.012000) Error (criu/proc_parse.c:800): PID 31 has uprobes vma. Consider using --allow-uprobes.", "bpftrace" },
        { "(00.020000) Error (criu/cr-restore.c:900): Setting loginuid for CT init task failed, CAP_AUDIT_CONTROL?", "CAP_AUDIT_CONTROL" },
        { "level=error msg=\"runc create failed: unable to start container process: exec: \\\"app\\\": executable file not found in $PATH\"", "not in its image" },
        { "exec user process caused: exec format error", "architecture of the image" },
        { "level=error msg=\"unable to apply cgroup configuration: failed to write 4012 to cgroup.procs: device or resource busy\"", "--cgroup-parent" },
        { "level=error msg=\"error during container init: Unit libpod-1f31.scope not loaded.\"", "cgroupfs" },
        { "conmon: option parsing failed: Unknown option --persist-dir", "newer one" },
        { "2026-11-24T05:15:15Z: could not load `libcriu.so.2`", "libcriu" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_line_is_explained(string line, string part)
    {
        var found = CriuLog.Explain(line);

        Assert.NotNull(found);
        Assert.Contains(part, found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cause_has_a_line_that_leads_to_it()
    {
        var explained = Samples.Select(sample => Explanations.Find((string)sample[0])).ToHashSet();

        Assert.All(Explanations.Table, entry => Assert.Contains(entry, explained));
        Assert.True(Explanations.Table.Count >= 40, $"{Explanations.Table.Count} causes");
    }

    [Fact]
    public void Every_cause_and_remedy_is_a_sentence()
    {
        Assert.All(Explanations.Table, entry =>
        {
            Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
            Assert.True(char.IsUpper(entry.Cause[0]) && char.IsUpper(entry.Remedy[0]), entry.Pattern);
        });
    }

    [Fact]
    public void The_first_error_that_is_known_decides_and_not_a_line_that_only_mentions_a_pattern()
    {
        const string Log =
            "(00.001) \tCan't fork for is what older versions wrote here\n"
            + "(00.002) Error (criu/new.c:1): something new\n"
            + "(00.003) Error (criu/sk-queue.c:144): sockets: Control messages in queue, not supported\n"
            + "(00.004) Error (criu/cr-dump.c:1627): Can't infect (pid: 31) with parasite\n";

        var found = CriuLog.Explain(Log);

        Assert.Equal("Error (criu/sk-queue.c:144): sockets: Control messages in queue, not supported", found!.Line);
    }

    [Theory]
    [InlineData("time=\"x\" level=error msg=\"something new\"\n", "time=\"x\" level=error msg=\"something new\"")]
    [InlineData("fine\n[conmon:e]: Failed to do a new thing\n", "[conmon:e]: Failed to do a new thing")]
    public void What_is_not_known_is_quoted(string log, string line)
    {
        var found = CriuLog.Explain(log);

        Assert.Equal((line, (string?)null), (found!.Line, found.Sentence));
    }

    [Fact]
    public void A_log_of_success_tells_of_no_failure() => Assert.Null(CriuLog.Explain("(00.1) Dumping finished successfully\n"));
}
