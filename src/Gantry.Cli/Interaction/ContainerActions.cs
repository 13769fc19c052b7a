using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Interaction;

/// <summary>Does one thing to several objects: all are tried, failures are told, what succeeded is printed.</summary>
internal static class ContainerActions
{
    /// <summary>Does it to containers one after the other.</summary>
    /// <returns>The exit code: of the last failure, else 0.</returns>
    public static Task<int> ForEachAsync(
        this Invocation invocation,
        IEnumerable<SelectedContainer> containers,
        Func<SelectedContainer, Task> act,
        Func<ErrorCode, int>? exitCode = null) =>
        ForEachAsync(
            invocation,
            containers,
            async container =>
            {
                await act(container);
                return container.Shown;
            },
            exitCode);

    /// <summary>Does it to anything; what <paramref name="act"/> returns is printed, null is not.</summary>
    /// <returns>The exit code: of the last failure, else 0.</returns>
    public static async Task<int> ForEachAsync<T>(
        this Invocation invocation,
        IEnumerable<T> items,
        Func<T,
        Task<string?>> act,
        Func<ErrorCode,
        int>? exitCode = null)
    {
        var code = ExitCodes.Success;
        foreach (var item in items)
        {
            try
            {
                if (await act(item) is { } line)
                {
                    await invocation.Out.WriteLineAsync(line);
                    await invocation.Out.FlushAsync(CancellationToken.None);
                }
            }
            catch (GantryException e)
            {
                ErrorText.Write(invocation.Error, e.Message, e);
                code = (exitCode ?? ExitCodes.For)(e.Code);
            }
        }

        return code;
    }

    /// <summary>Tells what the person should know, one line each.</summary>
    public static void Warn(this Invocation invocation, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            invocation.Error.WriteLine("Warning: " + warning);
        }
    }
}
