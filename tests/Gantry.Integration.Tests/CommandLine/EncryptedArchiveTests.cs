using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Archives that only some can open.</summary>
public sealed class EncryptedArchiveTests
{
    [KernelFact]
    public async Task A_container_goes_on_from_an_archive_that_only_its_recipients_can_open()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var (key, recipient) = await NewKeyAsync(host, "key");
        var (other, _) = await NewKeyAsync(host, "other");
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-e", "TOKEN=hidden-one", TestImage.Name);
        await LifecycleTests.LogsAsync(host, "app", "5");
        var archive = host.PathOf("app.age");
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "--encrypt", recipient, "app");
        await host.GantryOutputAsync("rm", "app");

        Assert.Equal("age-encryption.org/v1", (await File.ReadAllLinesAsync(archive))[0]);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(archive));
        await host.RefusedAsync(125, "is encrypted: give --identity", "container", "restore", "-i", archive);
        await host.RefusedAsync(125, "for none of the identities", "container", "restore", "-i", archive, "--identity", other);
        Assert.Empty(host.Engine.ListContainers());
        Assert.Contains("all as gantry", await host.GantryOutputAsync("checkpoint", "verify", "--identity", key, archive), StringComparison.Ordinal);
        Assert.Contains("app", await host.GantryOutputAsync("checkpoint", "ls", "--identity", key, host.Folder), StringComparison.Ordinal);
        Assert.DoesNotContain("app.age", await host.GantryOutputAsync("checkpoint", "ls", host.Folder), StringComparison.Ordinal);
        Assert.Contains("container   app", await host.GantryOutputAsync("checkpoint", "inspect", "--identity", key, archive), StringComparison.Ordinal);
        Assert.Contains(
            "process 1 at",
            await host.GantryOutputAsync("checkpoint", "memparse", "--identity", key, "--search", "TOKEN=hidden-one", archive),
            StringComparison.Ordinal);
        Assert.Equal("Nothing differs.", await host.GantryOutputAsync("checkpoint", "diff", "--identity", key, archive, archive));
        await host.GantryOutputAsync("container", "restore", "-i", archive, "--identity", key);
        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
        await Faults.HostState.RequireSoundAsync(host, "an encrypted archive");
    }

    [KernelFact]
    public async Task An_encrypted_archive_goes_through_pipes_and_age()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var (key, recipient) = await NewKeyAsync(host, "key");
        await host.GantryOutputAsync("run", "-d", "--name", "app", TestImage.Name);
        await LifecycleTests.LogsAsync(host, "app", "5");
        var gantry = $"{GantryBinary.Path} {string.Join(' ', host.Options.ToGlobalArguments())}";

        await ShellAsync(
            host,
            $"{gantry} container checkpoint --encrypt {recipient} -e - app | age -d -i {key} > plain.tar.zst");
        await host.GantryOutputAsync("rm", "app");
        await ShellAsync(
            host,
            $"age -r {recipient} plain.tar.zst | {gantry} container restore -i - --identity {key}");

        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
    }

    [KernelFact]
    public async Task An_archive_is_encrypted_and_decrypted_afterwards()
    {
        await using var host = new TestHost();
        await File.WriteAllTextAsync(host.PathOf("plain"), "an archive");
        await File.WriteAllTextAsync(host.PathOf("secret"), "correct horse\n");
        var (key, recipient) = await NewKeyAsync(host, "key");

        await host.GantryOutputAsync("checkpoint", "encrypt", "-r", recipient, "-o", host.PathOf("1.age"), host.PathOf("plain"));
        await host.GantryOutputAsync(
            "checkpoint", "encrypt", "--passphrase-file", host.PathOf("secret"), "-o", host.PathOf("2.age"), host.PathOf("plain"));
        await host.GantryOutputAsync("checkpoint", "decrypt", "-i", key, "-o", host.PathOf("1"), host.PathOf("1.age"));
        var second = await host.GantryOutputAsync("checkpoint", "decrypt", "--passphrase-file", host.PathOf("secret"), host.PathOf("2.age"));

        Assert.Equal("an archive", await File.ReadAllTextAsync(host.PathOf("1")));
        Assert.Equal("an archive", second);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(host.PathOf("1")));
        await host.RefusedAsync(
            125, "it is encrypted already", "checkpoint", "encrypt", "-r", recipient, "-o", host.PathOf("3.age"), host.PathOf("1.age"));
        await host.RefusedAsync(125, "is no recipient", "checkpoint", "encrypt", "-r", "age1x", "-o", host.PathOf("3.age"), host.PathOf("plain"));
        await host.RefusedAsync(125, "it is not encrypted", "checkpoint", "decrypt", "-i", key, "-o", host.PathOf("3"), host.PathOf("plain"));
        await using (var cut = File.OpenWrite(host.PathOf("1.age")))
        {
            cut.SetLength(cut.Length - 1);
        }

        await host.RefusedAsync(125, "cut short", "checkpoint", "decrypt", "-i", key, "-o", host.PathOf("3"), host.PathOf("1.age"));
        Assert.Empty(Directory.EnumerateFiles(host.Folder, "3*"));
    }

    private static async Task<(string Key, string Recipient)> NewKeyAsync(TestHost host, string name)
    {
        await ShellAsync(host, $"age-keygen -o {name} 2>/dev/null");
        return (host.PathOf(name), (await ShellAsync(host, $"age-keygen -y {name}")).Trim());
    }

    private static async Task<string> ShellAsync(TestHost host, string command)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/bin/bash",
                Arguments = ["-o", "pipefail", "-c", command],
                WorkingDirectory = host.Folder,
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
            },
            default);
        Assert.True(result.ExitCode == 0, $"{command}: {result.StandardError}");
        return result.StandardOutput;
    }
}
