using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>The signature of an archive in a file beside it, in the form of OpenSSH (PROTOCOL.sshsig).</summary>
internal static class ArchiveSignature
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Where the signature of an archive is.</summary>
    public static string PathOf(string archive) => archive + ".sig";

    /// <summary>Reads an archive to its end and compares it with its signature.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="allowedSigners">Whose signatures count, as in ssh-keygen(1), "ALLOWED SIGNERS".</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The same archive, to be read again, and who signed it. What is other than it was is refused at its end.</returns>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: a file is missing. <see cref="ErrorCode.Invalid"/>: it is not signed by one of them, or altered.
    /// </exception>
    public static async Task<(Stream Archive, string Signer)> OpenAsync(
        string path, string allowedSigners, CancellationToken cancellationToken)
    {
        var signature = PathOf(path);
        RequireFile("checkpoint archive", path);
        RequireFile("file of allowed signers", allowedSigners);
        if (!File.Exists(signature))
        {
            throw new GantryException(ErrorCode.Invalid, $"Cannot use {path}: it is not signed, there is no {signature}.");
        }

        var keygen = new SshKeygen(ToolLocator.Default);
        var signer = await keygen.FindSignerAsync(signature, allowedSigners, cancellationToken);
        var archive = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            await using var run = new SshKeygenRun(keygen.BeginVerification(signature, allowedSigners, signer));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            while (await archive.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                await run.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            await run.CompleteAsync(cancellationToken);
            archive.Position = 0;
            return (new SameAgainStream(archive, path, hash.GetHashAndReset()), signer);
        }
        catch (Exception e)
        {
            await archive.DisposeAsync();
            if (e is not GantryException)
            {
                throw;
            }

            throw new GantryException(
                ErrorCode.Invalid, $"Cannot use {path}: it is not what {signer} signed, or that was not signed for this: {e.Message}", e);
        }
    }

    private static void RequireFile(string kind, string path)
    {
        if (!File.Exists(path))
        {
            throw new GantryException(ErrorCode.NotFound, $"no such {kind}: {path}");
        }
    }
}
