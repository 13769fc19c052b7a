namespace Gantry.Engine.Model;

/// <summary>Files of <c>KEY=VALUE</c> lines (<c>--env-file</c>, <c>--label-file</c>).</summary>
public static class EnvironmentFile
{
    /// <summary>The lines that count, without leading blanks: empty ones and those that begin with <c>#</c> are left out.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such file. <see cref="ErrorCode.Invalid"/>: it cannot be read, or a line
    /// has no name.
    /// </exception>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select(line => line.TrimStart(' ', '\t')).Where(Counts).Select(RequireName)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(
                ErrorCode.NotFound, $"parsing env file \"{path}\": open {path}: no such file or directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorCode.Invalid, $"parsing env file \"{path}\": {e.Message}", e);
        }

        string RequireName(string line) =>
            line[0] != '='
                ? line
                : throw new GantryException(
                    ErrorCode.Invalid, $"parsing env file \"{path}\": invalid environment variable: \"{line}\"");
    }

    private static bool Counts(string line) => line.Length > 0 && line[0] != '#';
}
