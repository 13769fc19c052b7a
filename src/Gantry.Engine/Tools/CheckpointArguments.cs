using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tools;

/// <summary>Arguments of a runtime's <c>checkpoint</c> and <c>restore</c>, which runc and crun share.</summary>
internal static class CheckpointArguments
{
    /// <summary>The whole command after the global arguments.</summary>
    /// <param name="request">What is dumped, and where to.</param>
    /// <param name="further">Options that not every runtime has.</param>
    public static IReadOnlyList<string> Of(RuntimeCheckpointRequest request, params IReadOnlyList<string> further)
    {
        List<string> arguments =
            ["checkpoint", "--image-path", request.ImagePath, "--work-path", request.WorkPath];
        if (request.ParentPath is { } parent)
        {
            arguments.AddRange(["--parent-path", parent]);
        }

        switch (request.Kind)
        {
            case RuntimeDumpKind.Stop:
                break;
            case RuntimeDumpKind.LeaveRunning:
                arguments.Add("--leave-running");
                break;
            case RuntimeDumpKind.PreDump:
                arguments.AddRange(["--leave-running", "--pre-dump"]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Kind, null);
        }

        return [.. arguments, .. further, .. KernelStateFlags(request.Include), request.Id.ToString()];
    }

    /// <summary>The flags for kernel state that CRIU touches only when told to.</summary>
    public static IReadOnlyList<string> KernelStateFlags(KernelState include)
    {
        List<string> flags = [];
        if (include.HasFlag(KernelState.TcpEstablished))
        {
            flags.Add("--tcp-established");
        }

        if (include.HasFlag(KernelState.FileLocks))
        {
            flags.Add("--file-locks");
        }

        if (include.HasFlag(KernelState.TcpClose))
        {
            flags.Add("--tcp-close");
        }

        return flags;
    }
}
