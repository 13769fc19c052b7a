namespace Gantry.Cli.CommandLine;

/// <summary>The command line is wrong. Nothing was done; the exit code is 125.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">In Podman's words.</param>
    /// <param name="seeHelp">Whether a line names the help of the command.</param>
    public UsageException(string message, bool seeHelp = false)
        : base(message)
    {
        SeeHelp = seeHelp;
    }

    /// <summary>Whether <c>See 'gantry … --help'</c> follows, as Podman writes it after a wrong flag.</summary>
    public bool SeeHelp { get; }
}
