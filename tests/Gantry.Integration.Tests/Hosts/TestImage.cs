using System.Security.Cryptography;
using System.Text;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>Images from Debian's busybox with a script as their command, made by eng/busybox-image.sh and kept per script.</summary>
public static class TestImage
{
    public const string Name = "localhost/gantry-test:1";

    private static readonly SemaphoreSlim s_gate = new(1);
    private static readonly string s_folder = Directory.CreateTempSubdirectory("gantry-images-").FullName;

    static TestImage()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(s_folder, recursive: true);
    }

    /// <summary>The archive of an image; the same script gives the same image id.</summary>
    public static async Task<string> MakeAsync(string script)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)))[..16];
        var archive = Path.Join(s_folder, key + ".tar");
        await s_gate.WaitAsync();
        try
        {
            if (!File.Exists(archive))
            {
                var source = Path.Join(s_folder, key + ".sh");
                await File.WriteAllTextAsync(source, script);
                var result = await ChildProcess.RunAsync(
                    new ChildProcessStart
                    {
                        FileName = "/bin/bash",
                        Arguments = [Path.Join(Repository.Root, "eng", "busybox-image.sh"), archive, Name, source],
                    },
                    default);
                Assert.True(result.ExitCode == 0, result.StandardError);
            }
        }
        finally
        {
            s_gate.Release();
        }

        return archive;
    }
}
