using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// The system's ssh client, with the person's configuration, agent and known hosts (ssh(1)). It asks for passwords on the
/// terminal itself.
/// </summary>
internal sealed class Ssh(ToolLocator tools)
{
    // A link that was cut is noticed after 15 seconds, also while nothing is sent.
    private static readonly string[] s_alive = ["-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"];

    /// <summary>How to start a command on a host, with pipes to it.</summary>
    /// <param name="host"><c>[USER@]HOST</c>.</param>
    /// <param name="command">The command and its arguments; the remote shell sees them.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the host looks like an option. <see cref="ErrorCode.Incompatible"/>: no ssh.
    /// </exception>
    public ChildProcessStart Start(string host, IReadOnlyList<string> command)
    {
        if (host.Length == 0 || host[0] == '-')
        {
            throw new GantryException(ErrorCode.Invalid, $"\"{host}\" is no host: it must be [USER@]HOST");
        }

        return new ChildProcessStart
        {
            FileName = tools.Find("ssh"),
            Arguments = ["-T", .. s_alive, "--", host, .. command],
            StandardInput = StandardStream.Pipe,
            StandardOutput = StandardStream.Pipe,
        };
    }
}
