using System.Security.Cryptography;
using System.Text.Json;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Runs further commands in running containers, through conmon as the containers themselves.</summary>
internal sealed class ExecSessions(
    ContainerContext context,
    ContainerAccess access,
    Conmon conmon,
    ContainerMonitor monitor,
    ExecRecords records,
    BundleFiles bundle)
{
    private const int PrivateFile = 0x180;

    /// <summary>Runs a command and returns its exit code; its streams go to and come from <paramref name="streams"/>.</summary>
    /// <param name="id">A running container.</param>
    /// <param name="request">The command.</param>
    /// <param name="streams">The caller's streams.</param>
    /// <param name="whenCanceled">What becomes of the command when the caller stops listening.</param>
    /// <param name="cancellationToken">Stops listening.</param>
    /// <returns>The exit code; 0 when the person detached.</returns>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: the container does not run. <see cref="ErrorCode.CommandNotFound"/>,
    /// <see cref="ErrorCode.CommandNotInvocable"/>, <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public async Task<int> RunAsync(
        ContainerId id,
        ExecRequest request,
        AttachStreams streams,
        AbandonedExec whenCanceled,
        CancellationToken cancellationToken)
    {
        var (session, exec, attachment) = await access.UseAsync(
            id,
            (_, container) => BeginAttachedAsync(container, request, cancellationToken),
            cancellationToken);
        using (exec)
        using (attachment)
        {
            try
            {
                if (await attachment.RunAsync(streams, cancellationToken) == AttachEnd.Detached)
                {
                    return 0;
                }

                var exitCode = await exec.WaitAsync(cancellationToken);
                await EndAsync(id, session.Id, exitCode, cancellationToken);
                return exitCode;
            }
            catch (OperationCanceledException) when (whenCanceled == AbandonedExec.Killed)
            {
                await KillAsync(id, session);
                throw;
            }
        }
    }

    /// <inheritdoc cref="RunAsync(ContainerId, ExecRequest, AttachStreams, AbandonedExec, CancellationToken)"/>
    /// <remarks>The command goes on when the caller stops listening.</remarks>
    public Task<int> RunAsync(
        ContainerId id, ExecRequest request, AttachStreams streams, CancellationToken cancellationToken) =>
        RunAsync(id, request, streams, AbandonedExec.GoesOn, cancellationToken);

    /// <summary>Starts a command and leaves it alone; returns the session's id.</summary>
    /// <exception cref="GantryException">As running it attached.</exception>
    public Task<string> StartDetachedAsync(
        ContainerId id, ExecRequest request, CancellationToken cancellationToken) =>
        access.UseAsync(
            id,
            async (_, container) =>
            {
                var session = NewSession(request);
                var begun = BeginRecord(container, request, session);
                try
                {
                    using var exec = await conmon.ExecAsync(
                        RequestOf(container, request, session, attach: false), cancellationToken);
                    var process = await exec.StartAsync(cancellationToken);
                    records.Update(begun, session with { Process = process });
                }
                catch
                {
                    records.Remove(context.Require(id), session.Id);
                    throw;
                }

                await context.RecordEventAsync(container, "exec", cancellationToken);
                return session.Id;
            },
            cancellationToken);

    /// <summary>
    /// What <c>container cleanup --exec</c> does, which conmon runs when a detached command has ended: notes the end and
    /// deletes the session's files.
    /// </summary>
    public async Task CleanUpAsync(ContainerId id, string sessionId, CancellationToken cancellationToken)
    {
        var exitFile = Path.Join(records.DirectoryOf(id, sessionId), "exit", id.ToString());
        var exitCode = File.Exists(exitFile)
            && int.TryParse(await File.ReadAllTextAsync(exitFile, cancellationToken), out var code)
                ? code
                : ContainerReconciler.UnknownExitCode;
        await EndAsync(id, sessionId, exitCode, cancellationToken);
    }

    private async Task<(ExecSession Session, ConmonExec Exec, ContainerAttachment Attachment)> BeginAttachedAsync(
        Container container, ExecRequest request, CancellationToken cancellationToken)
    {
        var session = NewSession(request);
        var begun = BeginRecord(container, request, session);
        ConmonExec? exec = null;
        ContainerAttachment? attachment = null;
        try
        {
            var conmonRequest = RequestOf(container, request, session, attach: true);
            exec = await conmon.ExecAsync(conmonRequest, cancellationToken);
            await exec.WaitForAttachSocketAsync(cancellationToken);
            attachment = ContainerAttachment.Open(conmonRequest.AttachSocket, Path.Join(conmonRequest.Directory, "ctl"));
            var process = await exec.StartAsync(cancellationToken);
            session = session with { Process = process };
            records.Update(begun, session);
            await context.RecordEventAsync(container, "exec", cancellationToken);
            return (session, exec, attachment);
        }
        catch
        {
            attachment?.Dispose();
            exec?.Dispose();
            records.Remove(context.Require(container.Id), session.Id);
            throw;
        }
    }

    private Container BeginRecord(Container container, ExecRequest request, ExecSession session)
    {
        if (container.Status.State != ContainerState.Running)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                "can only create exec sessions on running containers: container state improper");
        }

        var process = ExecProcess.Of(
            bundle.ReadConfig(container.Id).Process!,
            UserDatabase.Read(context.Layout.Merged(container.Id), container.Spec.Binds),
            request);
        var begun = records.Add(container, session);
        Filesystem.WriteAtomically(
            ProcessFile(container.Id, session.Id),
            JsonSerializer.SerializeToUtf8Bytes(process, OciJsonContext.Default.OciProcess),
            PrivateFile);
        return begun;
    }

    private ConmonExecRequest RequestOf(Container container, ExecRequest request, ExecSession session, bool attach) =>
        new()
        {
            Id = container.Id,
            SessionId = session.Id,
            Name = container.Name,
            Runtime = context.Runtimes.Get(container.Spec.Runtime),
            Directory = records.DirectoryOf(container.Id, session.Id),
            ProcessFile = ProcessFile(container.Id, session.Id),
            Input = request.Input,
            Attach = attach,

            // Who is attached notes the end itself.
            ExitCommand = attach
                ? []
                : monitor.GantryCommand(["container", "cleanup", "--exec", session.Id, container.Id.ToString()]),
        };

    private async Task EndAsync(ContainerId id, string sessionId, int exitCode, CancellationToken cancellationToken) =>
        await access.TryUseAsync(
            id,
            async (_, container) =>
            {
                var ended = records.Remove(container, sessionId);
                await context.RecordEventAsync(ended, "exec_died", exitCode, cancellationToken);
                return ended;
            },
            cancellationToken);

    private async Task KillAsync(ContainerId id, ExecSession session)
    {
        const int SigKill = 9;
        using var process = Pidfd.TryOpen(session.Process!.Pid);
        if (process is not null && ProcessTable.IsAlive(session.Process.Pid, session.Process.StartTime))
        {
            process.TrySignal(SigKill);
        }

        await EndAsync(id, session.Id, 128 + SigKill, CancellationToken.None);
    }

    private string ProcessFile(ContainerId id, string sessionId) =>
        Path.Join(records.DirectoryOf(id, sessionId), "process.json");

    private static ExecSession NewSession(ExecRequest request) =>
        new(RandomNumberGenerator.GetHexString(64, lowercase: true), request.Command, null, null);
}

/// <summary>What becomes of a command whose caller stops listening.</summary>
internal enum AbandonedExec
{
    /// <summary>It goes on.</summary>
    GoesOn,

    /// <summary>It gets SIGKILL.</summary>
    Killed,
}
