using System.Text;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Lists a container's processes by reading /proc from the host, so that the image needs no ps.</summary>
internal sealed class ContainerTop(ContainerContext context, ExecSessions execs, ContainerReconciler reconciler)
{
    /// <summary>Podman's columns when none are named.</summary>
    public static IReadOnlyList<string> DefaultColumns { get; } =
        ["user", "pid", "ppid", "pcpu", "etime", "tty", "time", "args"];

    /// <summary>The processes of a running container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="arguments">
    /// Names of columns (see <see cref="TopColumns"/>), or arguments of ps(1), which then runs inside. Empty: the default.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it does not run.</exception>
    public async Task<ProcessList> ReadAsync(
        ContainerId id, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var container = reconciler.Correct(context.Require(id));
        if (container.Status.State is not (ContainerState.Running or ContainerState.Paused))
        {
            throw new GantryException(
                ErrorCode.WrongState, "top can only be used on running containers: container state improper");
        }

        var columns = arguments.SelectMany(argument => argument.Split(',')).ToList();
        if (columns.Count == 0)
        {
            return Read(container, DefaultColumns);
        }

        return columns.TrueForAll(TopColumns.IsKnown)
            ? Read(container, columns)
            : await RunPsAsync(id, arguments, cancellationToken);
    }

    private ProcessList Read(Container container, IReadOnlyList<string> columns)
    {
        var first = container.Status.Process!.Pid;
        var host = new TopHost(context.Time.GetUtcNow(), AccountsOf(first));
        var processes = CgroupFreezer.ForProcess(first).Processes()
            .Order()
            .Select(ObservedProcess.TryRead)
            .OfType<ObservedProcess>()
            .ToList();
        var inner = processes.ToDictionary(process => process.Pid, process => process.InnerPid);
        return new ProcessList(
            [.. columns.Select(TopColumns.TitleOf)],
            [.. processes.Select(process =>
                (IReadOnlyList<string>)[.. columns.Select(column => TopColumns.Format(column, process, host, inner))])]);
    }

    private async Task<ProcessList> RunPsAsync(
        ContainerId id, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var exitCode = await execs.RunAsync(
            id,
            new ExecRequest { Command = ["ps", .. arguments] },
            new AttachStreams { Output = output, Error = error },
            cancellationToken);
        return exitCode == 0
            ? Split(Encoding.UTF8.GetString(output.ToArray()))
            : throw new GantryException(
                ErrorCode.Invalid,
                $"\"{string.Join(' ', arguments)}\" are neither columns of top nor arguments of ps in the container: "
                + Encoding.UTF8.GetString(error.ToArray()).Trim());
    }

    /// <summary>Splits ps' table: the last column holds blanks, the others none.</summary>
    internal static ProcessList Split(string table)
    {
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var titles = lines.Length == 0 ? [] : Cells(lines[0], int.MaxValue);
        return new ProcessList(titles, [.. lines.Skip(1).Select(line => Cells(line, titles.Length))]);
    }

    private static string[] Cells(string line, int count) =>
        line.Split((char[]?)null, count, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static UserDatabase AccountsOf(int pid)
    {
        using var root = DirectoryDescriptor.Open($"/proc/{pid}/root");
        return UserDatabase.Read(root.ProcPath, []);
    }
}
