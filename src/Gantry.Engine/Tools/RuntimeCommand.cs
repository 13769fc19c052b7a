using System.Text.Json.Nodes;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>What runc and crun have in common: how they are called, and how their errors are read.</summary>
internal sealed class RuntimeCommand(
    string name, string path, IReadOnlyList<string> globalArguments, ToolAnswers answers)
{
    /// <summary>Name in messages.</summary>
    public string Name => name;

    /// <summary>Absolute path of the program.</summary>
    public string Path => path;

    /// <summary>Arguments before the verb.</summary>
    public IReadOnlyList<string> GlobalArguments => globalArguments;

    /// <summary>Runs <c>RUNTIME GLOBALS arguments</c>, which must succeed.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/> around a ToolException.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await TryRunAsync(arguments, cancellationToken);
        if (result.ExitCode == 0)
        {
            return result.StandardOutput;
        }

        throw Failure(arguments, result);
    }

    /// <summary>Runs <c>RUNTIME GLOBALS arguments</c> and returns whatever happens.</summary>
    public Task<ChildResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ToolRunner.RunAsync(path, [.. globalArguments, .. arguments], cancellationToken);

    /// <summary>Whether <c>RUNTIME verb --help</c> ends with 0, and what it prints.</summary>
    public async Task<(bool Known, string Help)> HelpAsync(string verb, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await answers.AskAsync(path, [verb, "--help"], cancellationToken));
        }
        catch (ToolException)
        {
            return (false, "");
        }
    }

    /// <summary>Runs <c>state</c>; null when the runtime does not know the container.</summary>
    public async Task<RuntimeContainerState?> StateAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var result = await TryRunAsync(["state", id.ToString()], cancellationToken);
        if (result.ExitCode != 0)
        {
            return RuntimeErrors.MeansUnknownContainer(result.StandardError)
                ? null
                : throw Failure(["state", id.ToString()], result);
        }

        var state = JsonNode.Parse(result.StandardOutput)!;
        return new RuntimeContainerState((string?)state["status"] ?? "", (int?)state["pid"] ?? 0);
    }

    /// <summary>Runs <c>delete --force</c>; a container it does not know is no error.</summary>
    public async Task DeleteAsync(ContainerId id, CancellationToken cancellationToken)
    {
        string[] arguments = ["delete", "--force", id.ToString()];
        var result = await TryRunAsync(arguments, cancellationToken);
        if (result.ExitCode != 0 && !RuntimeErrors.MeansUnknownContainer(result.StandardError))
        {
            throw Failure(arguments, result);
        }
    }

    /// <summary>The error for a command that failed.</summary>
    public GantryException Failure(IReadOnlyList<string> arguments, ChildResult result) =>
        RuntimeErrors.Failure(
            new ToolException(path, [.. globalArguments, .. arguments], result.ExitCode, result.StandardError),
            result.StandardError);
}
