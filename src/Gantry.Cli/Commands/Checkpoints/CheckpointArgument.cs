using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary>What a word on the command line means where a checkpoint is wanted.</summary>
internal static class CheckpointArgument
{
    /// <summary>
    /// The checkpoint: <c>-</c> is standard input, then the name of a file, a container, an image. The stream of an
    /// archive is the caller's to close.
    /// </summary>
    /// <param name="invocation">What was typed.</param>
    /// <param name="word">The word.</param>
    /// <param name="key">Opens an encrypted archive; then it must be one. Null: it must be none.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: it is nothing of these.</exception>
    public static CheckpointSource Open(Invocation invocation, string word, ArchiveKey? key)
    {
        if (word == "-")
        {
            return new CheckpointSource.FromArchive(Decrypted(OpenInput(invocation), "standard input", key), "standard input", null);
        }

        if (OpenFile(invocation, word) is { } file)
        {
            return new CheckpointSource.FromArchive(Decrypted(file, word, key), word, file.Length);
        }

        if (key is not null)
        {
            throw NoArchive(word);
        }

        if (IsContainer(invocation, word))
        {
            return new CheckpointSource.FromContainer(word);
        }

        return invocation.Engine.FindImage(word) is not null
            ? new CheckpointSource.FromImage(word)
            : throw new GantryException(ErrorCode.NotFound, $"no such checkpoint archive, container or image: {word}");
    }

    /// <summary>An archive: a file, or <c>-</c> for standard input. The caller closes it.</summary>
    /// <param name="invocation">What was typed.</param>
    /// <param name="word">The word.</param>
    /// <param name="key">Opens an encrypted archive; then it must be one. Null: it is given as it is.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is no such file.</exception>
    public static Stream OpenArchive(Invocation invocation, string word, ArchiveKey? key) => word == "-"
        ? Decrypted(OpenInput(invocation), "standard input", key)
        : Decrypted(OpenFile(invocation, word) ?? throw NoArchive(word), word, key);

    /// <summary>The archive as it is without encryption.</summary>
    public static Stream Decrypted(Stream archive, string name, ArchiveKey? key) =>
        key is null ? archive : Engine.Engine.OpenEncryptedArchive(archive, name, key);

    private static GantryException NoArchive(string word) => new(ErrorCode.NotFound, $"no such checkpoint archive: {word}");

    private static Stream OpenInput(Invocation invocation) => invocation.Context.Terminals.Input
        ? throw new UsageException("cannot read a checkpoint archive from a terminal: redirect standard input from a file or a pipe")
        : invocation.Context.OpenInput();

    private static FileStream? OpenFile(Invocation invocation, string word)
    {
        var path = invocation.Context.Resolve(word);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorCode.Invalid, $"cannot read checkpoint archive {word}: {e.Message}", e);
        }
    }

    private static bool IsContainer(Invocation invocation, string word)
    {
        try
        {
            invocation.Engine.GetContainer(word);
            return true;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return false;
        }
    }
}
