using System.Globalization;
using System.Text;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// What programs say about themselves (<c>criu --version</c>, <c>runc checkpoint --help</c>), remembered until the
/// program's file changes or the host restarts. To ask costs a process each time, 10 to 40 ms.
/// </summary>
/// <param name="directory">Folder of the answers, made when it is missing; one that a reboot clears.</param>
internal sealed class ToolAnswers(string directory)
{
    /// <summary>What <c>program arguments</c> writes to standard output.</summary>
    /// <exception cref="ToolException">It ended with another exit code than 0; that is not remembered.</exception>
    public async Task<string> AskAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var stamp = Stamp(program);
        var path = Path.Join(directory, Digest.Of(Encoding.UTF8.GetBytes($"{program}\0{string.Join('\0', arguments)}")).Hex[..16]);
        if (Remembered(path, stamp) is { } known)
        {
            return known;
        }

        var answer = await ToolRunner.RequireAsync(program, arguments, cancellationToken);
        Remember(path, $"{stamp}\n{answer}");
        return answer;
    }

    private void Remember(string path, string text)
    {
        // Any number of processes may do this at once: each writes a file of its own, and the last name wins.
        var unfinished = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(
                directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(unfinished, text);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (IOException)
        {
            // No space left: the next process asks again.
            File.Delete(unfinished);
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's folder, who is not root and checks the host: nothing was written.
        }
    }

    private static string? Remembered(string path, string stamp)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text.StartsWith(stamp + "\n", StringComparison.Ordinal) ? text[(stamp.Length + 1)..] : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>One line that differs when the program's file does.</summary>
    private static string Stamp(string program)
    {
        var file = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        using var folder = DirectoryDescriptor.Open(Path.GetDirectoryName(file)!);
        var status = folder.Stat(Path.GetFileName(file));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Device}:{status.Inode} {status.Size} {status.Changed.Seconds}.{status.Changed.Nanoseconds}");
    }
}
