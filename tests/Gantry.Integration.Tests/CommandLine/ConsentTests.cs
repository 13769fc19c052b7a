using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>What a container of others may have beyond what every container has.</summary>
public sealed class ConsentTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task All_that_a_container_would_have_is_listed_at_once_and_refused_unless_it_is_allowed()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var folder = Directory.CreateDirectory(source.PathOf("conf")).FullName;
        var archive = await ExportAsync(
            source, "-v", folder + ":/conf", "--device", "/dev/null:/dev/other", "--cap-add", "NET_ADMIN,SYS_PTRACE", "--security-opt",
            "seccomp=unconfined", "--security-opt", "unmask=/proc/keys", "--sysctl", "net.core.somaxconn=77", "--ipc", "host");
        var before = ImportRuleTests.Contents(target);

        var refused = await target.GantryAsync("container", "restore", "-i", archive);
        var partly = await target.GantryAsync("container", "restore", "-i", archive, "--allow", "devices,capabilities,seccomp");

        Assert.Equal(125, refused.ExitCode);
        Assert.All(
            (string[])
            [
                $"mounts ({folder})", "devices (/dev/other)", "capabilities (CAP_NET_ADMIN, CAP_SYS_PTRACE)", "seccomp (no filter)",
                "kernel-paths (/proc/keys)", "sysctls (net.core.somaxconn=77)", "namespaces (ipc)",
            ],
            part => Assert.Contains(part, refused.StandardError, StringComparison.Ordinal));
        Assert.Equal(125, partly.ExitCode);
        Assert.DoesNotContain("devices (", partly.StandardError, StringComparison.Ordinal);
        Assert.Contains("--allow mounts,namespaces,sysctls,kernel-paths", partly.StandardError, StringComparison.Ordinal);
        Assert.Contains(
            "add --allow", (await target.GantryAsync("container", "restore", "-i", archive, "--dry-run")).StandardError, StringComparison.Ordinal);
        Assert.Contains("--allow", await target.GantryOutputAsync("checkpoint", "inspect", archive), StringComparison.Ordinal);
        Assert.Equal(before, ImportRuleTests.Contents(target));
        await target.RefusedAsync(125, "is no kind of privilege", "container", "restore", "-i", archive, "--allow", "mount");
        await target.GantryOutputAsync(
            "container", "restore", "-i", archive, "--allow", "mounts,namespaces,sysctls,devices,capabilities,seccomp,kernel-paths");
        Assert.Equal("running", await target.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
    }

    [KernelFact]
    public async Task A_privileged_container_needs_one_word()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = await ExportAsync(source, "--privileged");

        await target.RefusedAsync(125, "add --allow privileged.", "container", "restore", "-i", archive);
        await target.GantryOutputAsync("container", "restore", "-i", archive, "--allow", "privileged");
        Assert.Equal("true", await target.GantryOutputAsync("inspect", "-f", "{{.HostConfig.Privileged}}", "app"));
    }

    [KernelFact]
    public async Task An_installation_knows_its_own_archives_and_finds_what_others_made_of_them()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = await ExportAsync(host, "--cap-add", "NET_ADMIN");
        var forged = host.PathOf("forged.tar");
        await ForgeAsync(archive, forged);
        await host.GantryOutputAsync("rm", "app");
        var before = ImportRuleTests.Contents(host);

        await host.RefusedAsync(125, "Somebody altered it", "container", "restore", "-i", forged);
        Assert.Equal(before, ImportRuleTests.Contents(host));
        await host.GantryOutputAsync("container", "restore", "-i", archive);

        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(host.Layout.InstallationKey));
    }

    private static async Task<string> ExportAsync(TestHost host, params string[] options)
    {
        await host.GantryOutputAsync(["run", "-d", "--name", "app", .. options, Image]);
        var archive = host.PathOf("app.tar");
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");
        return archive;
    }

    /// <summary>The same definition with its seal, a log of another's making, and a manifest that fits.</summary>
    private static async Task ForgeAsync(string archive, string forged)
    {
        await using var source = File.OpenRead(archive);
        await using var destination = File.Create(forged);
        await using var reader = new CheckpointArchiveReader(source, archive);
        await using var writer = new CheckpointArchiveWriter(destination, ArchiveCompression.None, TimeProvider.System);
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            if (entry.Header.Type == TarEntryType.Directory)
            {
                await writer.AddDirectoryAsync(entry.Name, entry.Header.Mode, default);
                continue;
            }

            using var content = new MemoryStream();
            await entry.Content.CopyToAsync(content);
            var bytes = entry.Name == EntryNames.Log ? "forged"u8.ToArray() : content.ToArray();
            await writer.AddFileAsync(entry.Name, entry.Header.Mode, bytes, default);
        }

        var manifest = reader.Verification!.Manifest!;
        await writer.CompleteAsync(manifest.Container, manifest.Volumes, default);
    }
}
