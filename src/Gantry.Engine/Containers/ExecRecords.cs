using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>The exec sessions of containers: in the container's status while they run, their files in its run folder.</summary>
internal sealed class ExecRecords(ContainerContext context, ContainerReconciler reconciler)
{
    /// <summary>The folder of one session.</summary>
    public string DirectoryOf(ContainerId id, string sessionId) => Path.Join(AllOf(id), sessionId);

    /// <summary>Notes a session that is about to begin, and makes its folder. The lock is held.</summary>
    public Container Add(Container container, ExecSession session)
    {
        Directory.CreateDirectory(DirectoryOf(container.Id, session.Id), FileModes.PrivateDirectory);
        return context.Save(
            container,
            container.Status with { ExecSessions = [.. container.Status.ExecSessions, session] });
    }

    /// <summary>Notes a session's process. The lock is held.</summary>
    public Container Update(Container container, ExecSession session) =>
        context.Save(
            container,
            container.Status with
            {
                ExecSessions =
                    [.. container.Status.ExecSessions.Select(other => other.Id == session.Id ? session : other)],
            });

    /// <summary>Forgets a session and its files. One that is forgotten already is no error. The lock is held.</summary>
    public Container Remove(Container container, string sessionId)
    {
        DeleteDirectory(DirectoryOf(container.Id, sessionId));
        return container.Status.ExecSessions.Any(session => session.Id == sessionId)
            ? context.Save(
                container,
                container.Status with
                {
                    ExecSessions = [.. container.Status.ExecSessions.Where(session => session.Id != sessionId)],
                })
            : container;
    }

    /// <summary>Forgets the sessions whose process is gone: of callers that were killed. The lock is held.</summary>
    public Container Prune(Container container)
    {
        var dead = container.Status.ExecSessions.Where(session => !IsAlive(container, session)).ToList();
        return dead.Aggregate(container, (current, session) => Remove(current, session.Id));
    }

    /// <summary>Deletes the files of all sessions; the container does not run.</summary>
    public void DeleteAll(ContainerId id) => DeleteDirectory(AllOf(id));

    private bool IsAlive(Container container, ExecSession session) =>
        // Without a process it is just beginning, under the lock, or its caller died then.
        session.Process is not null && reconciler.IsAlive(container.Status, session.Process);

    private string AllOf(ContainerId id) => Path.Join(context.Layout.Run(id), "exec");

    private static void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
