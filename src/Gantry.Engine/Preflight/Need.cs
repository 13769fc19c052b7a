using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Preflight;

/// <summary>Something that a host should have.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unmet">What it means that it is not there.</param>
/// <param name="Without">What fails then.</param>
/// <param name="Remedy">How to get it.</param>
internal sealed record Need(string Name, CheckStatus Unmet, string Without, string Remedy)
{
    /// <summary>Looks for it.</summary>
    /// <param name="look">Says what was found, or throws what says why it was not.</param>
    public SystemCheck Judge(Func<string> look)
    {
        try
        {
            return Met(look());
        }
        catch (Exception e) when (IsAnswer(e))
        {
            return NotMet(e.Message);
        }
    }

    /// <summary>Looks for it.</summary>
    /// <param name="look">Says what was found, or throws what says why it was not.</param>
    public async Task<SystemCheck> JudgeAsync(Func<Task<string>> look)
    {
        try
        {
            return Met(await look());
        }
        catch (Exception e) when (IsAnswer(e))
        {
            return NotMet(e.Message);
        }
    }

    /// <summary>It is there.</summary>
    public SystemCheck Met(string found) => new(Name, CheckStatus.Ok, found, Without, Remedy);

    /// <summary>It is not.</summary>
    public SystemCheck NotMet(string why) => new(Name, Unmet, why, Without, Remedy);

    // Of LinuxException too, which is an IOException.
    private static bool IsAnswer(Exception e) => e is GantryException or IOException or UnauthorizedAccessException;
}
