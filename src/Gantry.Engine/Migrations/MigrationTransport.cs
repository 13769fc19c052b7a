namespace Gantry.Engine.Migrations;

/// <summary>How another host is reached, as far as messages tell it.</summary>
/// <param name="Host">As typed.</param>
/// <param name="IsSsh">By ssh; else by a command of the person's.</param>
internal sealed record MigrationTransport(string Host, bool IsSsh)
{
    // What ssh(1) ends with when it is ssh that failed, and a shell when there is no such command.
    private const int SshFailed = 255;
    private const int NotFound = 127;

    /// <summary>Why the connection ended, in one sentence.</summary>
    /// <param name="exitCode">Of the transport. Null: it has not ended.</param>
    /// <param name="lastWords">The last line that it, or the other end, wrote to standard error. May be empty.</param>
    public string ExplainEnd(int? exitCode, string lastWords)
    {
        var words = lastWords.Length == 0 ? "" : $": {lastWords}";
        return exitCode switch
        {
            SshFailed when IsSsh => $"ssh did not keep a connection to {Host}{words}",
            NotFound when IsSsh => $"{Host} has no gantry that ssh finds{words}. Install it there, in a folder that is on the "
                + $"PATH of \"ssh {Host} env\"",
            _ => $"the connection to {Host} ended{words}",
        };
    }
}
