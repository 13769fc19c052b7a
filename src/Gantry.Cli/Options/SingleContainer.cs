using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Commands about exactly one container: its name, or <c>--latest</c>.</summary>
internal static class SingleContainer
{
    /// <summary>The container.</summary>
    /// <exception cref="UsageException">None, several, or both ways were typed.</exception>
    /// <exception cref="Gantry.Engine.Model.GantryException">There is no such container.</exception>
    public static Container Select(Invocation invocation, Option<bool> latest)
    {
        var names = invocation.Arguments;
        if (invocation.Get(latest))
        {
            return names.Count == 0
                ? invocation.Engine.LatestContainer()
                : throw new UsageException("--latest and containers cannot be used together");
        }

        return names.Count switch
        {
            1 => invocation.Engine.GetContainer(names[0]),
            0 => throw new UsageException(
                $"\"{invocation.Command.FullName}\" requires a name, id, or the \"--latest\" flag"),
            _ => throw new UsageException(
                $"\"{invocation.Command.FullName}\" takes only one container, received {names.Count}"),
        };
    }
}
