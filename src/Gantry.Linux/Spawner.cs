using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>One posix_spawn(3): signals reset, descriptors placed, everything else closed in the child.</summary>
internal static unsafe class Spawner
{
    private const int SigHup = 1;
    private const int SigChld = 17;
    private const nint SigIgn = 1;

    private static readonly Lazy<bool> s_childrenAreKept = new(KeepChildren);

    /// <param name="start">What to start.</param>
    /// <param name="placed">
    /// Descriptor and child number, 0 to 2 included where they are neither null nor inherited.
    /// </param>
    /// <param name="nulls">Numbers that lead to /dev/null.</param>
    internal static int Spawn(
        ChildProcessStart start, IReadOnlyList<InheritedDescriptor> placed, IReadOnlyList<int> nulls)
    {
        _ = s_childrenAreKept.Value;
        var attributes = stackalloc byte[LibC.SpawnObjectSize];
        var actions = stackalloc byte[LibC.SpawnObjectSize];
        Check(LibC.SpawnAttrInit(attributes), start);
        Check(LibC.SpawnActionsInit(actions), start);
        var duplicates = new List<Descriptor>();
        try
        {
            SetAttributes(attributes, start);
            AddActions(actions, start, placed, nulls, duplicates);
            using var arguments = new NativeStringArray([start.FileName, .. start.Arguments]);
            using var environment = new NativeStringArray(EnvironmentOf(start));
            Check(
                LibC.PosixSpawn(
                    out var pid, start.FileName, actions, attributes, arguments.Pointer, environment.Pointer),
                start);
            return pid;
        }
        finally
        {
            duplicates.ForEach(d => d.Dispose());
            _ = LibC.SpawnActionsDestroy(actions);
            _ = LibC.SpawnAttrDestroy(attributes);
        }
    }

    private static void SetAttributes(byte* attributes, ChildProcessStart start)
    {
        var signals = stackalloc byte[LibC.SpawnObjectSize];
        _ = LibC.SigEmptySet(signals);
        Check(LibC.SpawnAttrSetSigMask(attributes, signals), start);

        // .NET ignores SIGPIPE, and an ignored signal stays ignored past exec. SIGHUP is left to nohup(1).
        // Not sigfillset(3): it leaves out 32 and 33, which posix_spawn would then ignore (glibc, spawni.c).
        NativeMemory.Fill(signals, LibC.SpawnObjectSize, 0xFF);
        _ = LibC.SigDelSet(signals, SigHup);
        Check(LibC.SpawnAttrSetSigDefault(attributes, signals), start);

        var session = start.NewSession ? LibC.SpawnSetSid : (short)0;
        var flags = (short)(LibC.SpawnSetSigMask | LibC.SpawnSetSigDef | session);
        Check(LibC.SpawnAttrSetFlags(attributes, flags), start);
    }

    private static void AddActions(
        byte* actions,
        ChildProcessStart start,
        IReadOnlyList<InheritedDescriptor> placed,
        IReadOnlyList<int> nulls,
        List<Descriptor> duplicates)
    {
        var last = placed.Select(p => p.ChildNumber).Append(2).Max();
        foreach (var item in placed)
        {
            // From above the highest target, so no placement overwrites a source still to come.
            var source = item.Descriptor.Duplicate(last + 1);
            duplicates.Add(source);
            Check(LibC.SpawnActionsAddDup2(actions, source.Number, item.ChildNumber), start);
        }

        foreach (var number in nulls)
        {
            Check(LibC.SpawnActionsAddOpen(actions, number, "/dev/null", LibC.ORdWr, 0), start);
        }

        // What a careless parent left us without close-on-exec must not reach conmon, which outlives everyone.
        foreach (var gap in Enumerable.Range(3, last - 2).Except(placed.Select(p => p.ChildNumber)))
        {
            Check(LibC.SpawnActionsAddClose(actions, gap), start);
        }

        Check(LibC.SpawnActionsAddCloseFrom(actions, last + 1), start);
        if (start.WorkingDirectory is { } directory)
        {
            Check(LibC.SpawnActionsAddChDir(actions, directory), start);
        }
    }

    private static List<string> EnvironmentOf(ChildProcessStart start)
    {
        if (start.Environment is { } given)
        {
            return [.. given.Select(v => $"{v.Key}={v.Value}")];
        }

        var variables = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        return variables;
    }

    /// <summary>
    /// A parent that ignores SIGCHLD bequeaths that, and the kernel then throws exit codes away (sigaction(2)).
    /// </summary>
    private static bool KeepChildren()
    {
        const int GlibcStructSize = 152;
        var action = stackalloc nint[GlibcStructSize / 8];
        if (LibC.SigAction(SigChld, null, action) == 0 && action[0] == SigIgn)
        {
            NativeMemory.Clear(action, GlibcStructSize);
            _ = LibC.SigAction(SigChld, action, null);
        }

        return true;
    }

    private static void Check(int errno, ChildProcessStart start)
    {
        if (errno != 0)
        {
            throw new LinuxException("posix_spawn", start.FileName, (Errno)errno);
        }
    }
}
