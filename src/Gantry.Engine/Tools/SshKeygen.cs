using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>Signs archives and finds out who signed them: ssh-keygen(1), with the keys, agent and files of OpenSSH.</summary>
internal sealed class SshKeygen(ToolLocator tools)
{
    // What a signature is for; one that was made for another purpose counts for nothing here.
    private const string Namespace = "gantry";

    /// <summary>Signs what is written to the program's standard input; its standard output is the signature.</summary>
    /// <param name="key">Path of a private key without passphrase, or of the public key of one that the agent has.</param>
    public ChildProcess BeginSigning(string key) => ChildProcess.Start(
        Start("-Y", "sign", "-f", key, "-n", Namespace) with
        {
            StandardInput = StandardStream.Pipe,
            StandardOutput = StandardStream.Pipe,
            StandardError = StandardStream.Pipe,
        });

    /// <summary>Throws unless a key can sign.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public async Task RequireKeyAsync(string key, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(Start("-Y", "sign", "-f", key, "-n", Namespace) with { Input = [] }, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot sign with {key}: {LastLine(result)}. It must be a private key of OpenSSH without a passphrase, or the "
                + "public key of one that ssh-agent has.");
        }
    }

    /// <summary>Who a signature is of, if it is one of those in a file of allowed signers; nothing is said of the content yet.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is of none of them, or is no signature.</exception>
    public async Task<string> FindSignerAsync(string signature, string allowedSigners, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(
            Start("-Y", "find-principals", "-s", signature, "-f", allowedSigners), cancellationToken);
        return result.ExitCode == 0
            ? result.StandardOutput.Split('\n')[0]
            : throw new GantryException(
                ErrorCode.Invalid, $"Cannot accept signature {signature}: none of the signers in {allowedSigners} made it: {LastLine(result)}");
    }

    /// <summary>Compares what is written to the program's standard input with a signature; it ends with 0 if all is right.</summary>
    public ChildProcess BeginVerification(string signature, string allowedSigners, string signer) => ChildProcess.Start(
        Start("-Y", "verify", "-f", allowedSigners, "-I", signer, "-n", Namespace, "-s", signature) with
        {
            StandardInput = StandardStream.Pipe,
            StandardOutput = StandardStream.Pipe,
            StandardError = StandardStream.Pipe,
        });

    // A session of its own has no terminal on which a passphrase could be asked for.
    private ChildProcessStart Start(params string[] arguments) => new()
    {
        FileName = tools.Find("ssh-keygen"),
        Arguments = arguments,
        Environment = EnvironmentWithAgent(),
        NewSession = true,
    };

    private static Dictionary<string, string> EnvironmentWithAgent()
    {
        var environment = new Dictionary<string, string>(ToolRunner.CleanEnvironment);
        if (Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") is { Length: > 0 } socket)
        {
            environment["SSH_AUTH_SOCK"] = socket;
        }

        return environment;
    }

    private static string LastLine(ChildResult result) =>
        result.StandardError.Trim().Split('\n')[^1].Trim() is { Length: > 0 } line ? line : $"ssh-keygen ended with {result.ExitCode}";
}
