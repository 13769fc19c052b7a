namespace Gantry.Engine.Model.Reports;

/// <summary>A process in a checkpoint. Numbers of processes are those inside the container.</summary>
public sealed record ProcessReport
{
    /// <summary>Its number.</summary>
    public required uint Pid { get; init; }

    /// <summary>Its parent's; 0: none in the checkpoint.</summary>
    public uint ParentPid { get; init; }

    /// <summary>Its process group.</summary>
    public uint GroupId { get; init; }

    /// <summary>Its session.</summary>
    public uint SessionId { get; init; }

    /// <summary>The kernel's name of it.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>running</c>, <c>stopped</c>, <c>dead</c>, <c>zombie</c> or a number.</summary>
    public string State { get; init; } = "";

    /// <summary>Its program; empty when that is not known.</summary>
    public string Executable { get; init; } = "";

    /// <summary>Its arguments as they are in its memory; empty when they are not in the checkpoint.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its environment as it is in its memory.</summary>
    public IReadOnlyList<EnvironmentValue> Environment { get; init; } = [];

    /// <summary>Its working folder.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Its root folder.</summary>
    public string RootDirectory { get; init; } = "";

    /// <summary>Its file mode mask.</summary>
    public uint Umask { get; init; }

    /// <summary>Who it is, and what it may.</summary>
    public CredentialsReport Credentials { get; init; } = new();

    /// <summary>Its adjustment for the out-of-memory killer.</summary>
    public int OomScoreAdjustment { get; init; }

    /// <summary>Its control groups.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];

    /// <summary>Numbers of the signals that it handles itself.</summary>
    public IReadOnlyList<int> HandledSignals { get; init; } = [];

    /// <summary>Its timers.</summary>
    public IReadOnlyList<TimerReport> Timers { get; init; } = [];

    /// <summary>Its threads, the main one first.</summary>
    public IReadOnlyList<ThreadReport> Threads { get; init; } = [];

    /// <summary>Its descriptors by number.</summary>
    public IReadOnlyList<DescriptorReport> Descriptors { get; init; } = [];

    /// <summary>Its memory by address.</summary>
    public IReadOnlyList<MemoryArea> Memory { get; init; } = [];

    /// <summary>Bytes that it has mapped.</summary>
    public ulong MappedBytes { get; init; }

    /// <summary>Bytes of memory that this checkpoint holds of it.</summary>
    public ulong DumpedBytes { get; init; }
}

/// <summary>Who a process is, and what it may.</summary>
public sealed record CredentialsReport
{
    /// <summary>User.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>Effective user.</summary>
    public uint EffectiveUid { get; init; }

    /// <summary>Effective group.</summary>
    public uint EffectiveGid { get; init; }

    /// <summary>Further groups.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Effective capabilities, as <c>CAP_CHOWN</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>It cannot gain privileges by programs with set-uid bits.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary><c>none</c>, <c>strict</c> or <c>filter</c>.</summary>
    public string Seccomp { get; init; } = "none";

    /// <summary>Profile of the security module; empty: none.</summary>
    public string SecurityProfile { get; init; } = "";
}

/// <summary>A thread.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Instruction">Address of its next instruction; null for a processor whose registers are not read.</param>
/// <param name="Stack">Its stack pointer.</param>
/// <param name="SystemCall">Number of the system call it was in; null: none, or not known.</param>
/// <param name="PendingSignals">Signals that wait for it.</param>
public sealed record ThreadReport(
    uint Id, string Name, ulong? Instruction, ulong? Stack, long? SystemCall, IReadOnlyList<int> PendingSignals);

/// <summary>A timer.</summary>
/// <param name="Kind"><c>real</c>, <c>virtual</c>, <c>profiling</c>, or <c>posix N</c>.</param>
/// <param name="Remaining">Time until it rings.</param>
/// <param name="Interval">Time between rings; zero: it rings once.</param>
public sealed record TimerReport(string Kind, TimeSpan Remaining, TimeSpan Interval);
