using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>The machine's Redis with the libraries that it needs, for containers that have none.</summary>
internal static class RedisFiles
{
    public const string Server = "/usr/bin/redis-server";

    /// <summary>Copies them into a folder; there, <c>loader --library-path FOLDER FOLDER/redis-server</c> starts it.</summary>
    public static async Task PlaceAsync(string folder)
    {
        File.Copy(Server, Path.Join(folder, "redis-server"));
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/usr/bin/ldd", Arguments = [Server] }, default);
        Assert.True(result.ExitCode == 0, result.StandardError);
        foreach (var path in result.StandardOutput.Split(' ', '\n', '\t').Where(word => word.StartsWith('/')))
        {
            var name = Path.GetFileName(path);
            File.Copy(path, Path.Join(folder, name.StartsWith("ld-linux", StringComparison.Ordinal) ? "loader" : name));
        }
    }
}
