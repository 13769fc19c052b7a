using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Archives of which it is known who made them.</summary>
public sealed class SignedArchiveTests
{
    [KernelFact]
    public async Task A_signed_archive_is_restored_and_what_is_not_signed_or_altered_is_refused_before_anything_exists()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var (key, signers) = await NewKeyAsync(host, "ann@example.org");
        var (_, strangers) = await NewKeyAsync(host, "stranger@example.org");
        await host.GantryOutputAsync("run", "-d", "--name", "app", TestImage.Name);
        await LifecycleTests.LogsAsync(host, "app", "5");
        var archive = host.PathOf("app.tar.zst");
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "--sign", key, "app");
        await host.GantryOutputAsync("rm", "app");
        File.Copy(archive, host.PathOf("unsigned"));
        File.Copy(archive, host.PathOf("altered"));
        File.Copy(archive + ".sig", host.PathOf("altered.sig"));
        await using (var altered = File.OpenWrite(host.PathOf("altered")))
        {
            altered.Position = altered.Length;
            altered.WriteByte(0);
        }

        await ShellAsync(
            host, $"ssh-keygen -Y verify -f {signers} -I ann@example.org -n gantry -s {archive}.sig < {archive}");
        Assert.Contains(
            "signed by ann@example.org", await host.GantryOutputAsync("checkpoint", "verify", "--signers", signers, archive), StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(archive + ".sig"));
        await RefusedAsync(host, "there is no", "unsigned", signers);
        await RefusedAsync(host, "it is not what ann@example.org signed", "altered", signers);
        await RefusedAsync(host, "none of the signers", "app.tar.zst", strangers);
        await host.RefusedAsync(125, "--signers needs a file", "container", "restore", "-i", "-", "--signers", signers);
        await host.GantryOutputAsync("container", "restore", "-i", archive, "--signers", signers);
        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
    }

    [KernelFact]
    public async Task What_is_encrypted_is_signed_as_it_lies_there()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var (key, signers) = await NewKeyAsync(host, "ann@example.org");
        await File.WriteAllTextAsync(host.PathOf("secret"), "correct horse");
        await host.GantryOutputAsync("run", "-d", "--name", "app", TestImage.Name);
        var archive = host.PathOf("app.age");

        await host.GantryOutputAsync(
            "container", "checkpoint", "-R", "-e", archive, "--sign", key, "--passphrase-file", host.PathOf("secret"), "app");

        await ShellAsync(
            host, $"ssh-keygen -Y verify -f {signers} -I ann@example.org -n gantry -s {archive}.sig < {archive}");
        var verified = await host.GantryOutputAsync(
            "checkpoint", "verify", "--signers", signers, "--passphrase-file", host.PathOf("secret"), archive);
        Assert.Contains("all as gantry", verified, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task A_key_that_cannot_sign_leaves_the_container_running_and_no_file()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await ShellAsync(host, "ssh-keygen -q -t ed25519 -N secret -f locked");
        await host.GantryOutputAsync("run", "-d", "--name", "app", TestImage.Name);

        await host.RefusedAsync(
            125, "without a passphrase", "container", "checkpoint", "-e", host.PathOf("app.tar"), "--sign", host.PathOf("locked"), "app");
        await host.RefusedAsync(
            125, "Cannot sign with", "container", "checkpoint", "-e", host.PathOf("app.tar"), "--sign", host.PathOf("nope"), "app");

        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
        Assert.Empty(Directory.EnumerateFiles(host.Folder, "app.tar*"));
    }

    private static async Task RefusedAsync(TestHost host, string words, string file, string signers)
    {
        await host.RefusedAsync(125, words, "container", "restore", "-i", host.PathOf(file), "--signers", signers);
        Assert.Empty(host.Engine.ListContainers());
    }

    private static async Task<(string Key, string Signers)> NewKeyAsync(TestHost host, string name)
    {
        await ShellAsync(host, $"ssh-keygen -q -t ed25519 -N '' -f {name}; echo \"{name} $(cat {name}.pub)\" > {name}.signers");
        return (host.PathOf(name), host.PathOf(name + ".signers"));
    }

    private static async Task ShellAsync(TestHost host, string command)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/bin/sh", Arguments = ["-c", command], WorkingDirectory = host.Folder }, default);
        Assert.True(result.ExitCode == 0, $"{command}: {result.StandardError}");
    }
}
