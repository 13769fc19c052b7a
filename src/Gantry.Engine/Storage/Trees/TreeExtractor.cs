namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Extracts an untrusted tar beneath a directory, and touches nothing outside it: every name is opened by openat2(2)
/// relative to descriptors, and what exists is replaced by new files, never written through.
/// </summary>
internal static class TreeExtractor
{
    /// <summary>
    /// Extracts <paramref name="tar"/> into an existing directory and reads the stream to its end. Directories are
    /// merged into existing ones, and get the entry's attributes; anything else replaces what has its name, directories
    /// with all beneath them included. The directory and those above it belong to the caller: nothing else may be put
    /// in their place meanwhile.
    /// </summary>
    /// <param name="tar">An uncompressed tar of any dialect; stays open.</param>
    /// <param name="targetDirectory">Absolute path of the directory.</param>
    /// <param name="options">What the directory is, and limits.</param>
    /// <param name="cancellationToken">Stops the extraction, within a file too.</param>
    /// <exception cref="Gantry.Engine.Model.GantryException">
    /// Invalid: the tar is malformed, or an entry is not allowed in this target. NoSpace: it does not fit. What was
    /// extracted before stays, for the caller to delete.
    /// </exception>
    public static async Task<ExtractionResult> ExtractAsync(
        Stream tar, string targetDirectory, ExtractionOptions options, CancellationToken cancellationToken)
    {
        using var extraction = new TreeExtraction(targetDirectory, options);
        return await extraction.RunAsync(tar, cancellationToken);
    }
}
