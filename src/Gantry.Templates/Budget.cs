using System.Runtime.CompilerServices;

namespace Gantry.Templates;

/// <summary>
/// What one rendering may use, so that a hostile template ends in an error and not in a hang, a full memory or a
/// full stack. Go has no such limits; these are far above what a listing needs.
/// </summary>
internal sealed class Budget
{
    /// <summary>The most characters of one text: the output, or a function's result.</summary>
    public const int MaxTextLength = 16 * 1024 * 1024;

    private const long MaxSteps = 20_000_000;
    private const int CharactersPerStep = 16;
    private const int MaxDepth = 1000;

    private long _steps;

    /// <summary>How many levels deep the rendering is.</summary>
    public int Depth { get; private set; }

    /// <summary>Takes a step for a visit, or for a function that reads <paramref name="length"/> characters.</summary>
    public void Spend(int length = 0)
    {
        _steps += 1 + (length / CharactersPerStep);
        if (_steps > MaxSteps)
        {
            throw new FunctionException($"exceeded maximum number of steps ({MaxSteps})");
        }
    }

    /// <summary>Goes one level deeper into the template or the data. <see cref="Leave"/> ends it.</summary>
    public void Enter()
    {
        if (++Depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FunctionException($"exceeded maximum template depth ({MaxDepth})");
        }
    }

    public void Leave() => Depth--;

    /// <summary>Goes back to a depth, for whoever carries on after an error.</summary>
    public void LeaveTo(int depth) => Depth = depth;

    public static void RequireLength(long length)
    {
        if (length > MaxTextLength)
        {
            throw new FunctionException($"exceeded maximum length of a text ({MaxTextLength} characters)");
        }
    }
}
