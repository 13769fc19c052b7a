using System.Text;
using Gantry.Engine.Containers;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Stops a restore at the point where all processes are whole and none has run. CRIU runs a script of ours there, which
/// freezes the container's cgroup: CRIU, the script and what was restored are all in it (docs/adr/0017-hand-over.md).
/// What holds them is the kernel, so that it does not matter what becomes of this process.
/// </summary>
internal sealed class HeldRestore(ContainerCgroup cgroup, Container container, string bundle)
{
    private const int Mode = 0x1C0; // 0700
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    /// <summary>The script that CRIU is to run.</summary>
    public string Script { get; } = Path.Join(bundle, "hold");

    /// <summary>Writes the script.</summary>
    public void Prepare()
    {
        // criu(8), --action-script: "pre-resume" is the last action before the processes are let go.
        var (file, command) = cgroup.FreezeCommand(container);
        Filesystem.WriteVolatile(
            Script,
            Encoding.UTF8.GetBytes(
                $"#!/bin/sh\n[ \"$CRTOOLS_SCRIPT_ACTION\" != pre-resume ] || echo {command} > '{file}'\n"),
            Mode);
    }

    /// <summary>Returns when the container is held; throws what the restore fails with instead.</summary>
    public async Task WaitAsync(Task launch)
    {
        while (cgroup.Freezer(container) is not { IsFrozen: true })
        {
            if (await Task.WhenAny(launch, Task.Delay(s_pause)) == launch)
            {
                await launch;
                throw new InvalidOperationException($"CRIU did not run {Script}.");
            }
        }
    }

    /// <summary>Removes the script: a later restore is not to be held.</summary>
    public void Remove() => File.Delete(Script);
}
