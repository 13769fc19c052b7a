using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>What a host has of what Gantry needs, on this host and on one whose CRIU does not fit.</summary>
public sealed class SystemCheckTests
{
    [KernelFact]
    public async Task A_host_that_restores_containers_is_ready_and_nothing_is_left_of_trying()
    {
        await using var host = new TestHost();

        var text = await host.GantryOutputAsync("system", "check", "--json");

        var report = JsonNode.Parse(text)!;
        var checks = report["Checks"]!.AsArray();
        var names = checks.Select(check => (string)check!["Name"]!).ToList();
        Assert.True((bool)report["IsReady"]!);
        Assert.Equal(names.Distinct(), names);
        Assert.All(
            ["root", "overlay", "cgroup freezer", "seccomp profile", "runc", "runc checkpoint", "conmon", "criu", "criu check", "veth"],
            name => Assert.Equal("Ok", (string?)checks.Single(check => (string)check!["Name"]! == name)!["Status"]));
        Assert.All(checks, check => Assert.NotEqual("", (string?)check!["Remedy"]));
        Assert.Contains("criu mem_dirty_track", names);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder, ".gantry-check*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateDirectories("/sys/fs/cgroup", Path.GetFileName(host.Layout.CgroupParent) + "-check*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 1,
            IgnoreInaccessible = true,
        }));
    }

    [KernelFact]
    public async Task A_CRIU_that_does_not_fit_the_kernel_is_told_by_the_check_and_before_an_import()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app");
        var archive = await host.ExportAsync("app");
        await host.GantryOutputAsync("rm", "app");
        var environment = new Dictionary<string, string> { ["GANTRY_CRIU"] = await UnfitCriuAsync(host) };

        var check = await host.GantryAsync(environment, "system", "check");
        var import = await host.GantryAsync(environment, "restore", "--import", archive, "--dry-run");

        Assert.Equal(125, check.ExitCode);
        Assert.Contains("missing  criu check ", check.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("Kernel is not fit; without it no container is checkpointed or restored: ", check.StandardOutput, StringComparison.Ordinal);
        Assert.NotEqual(0, import.ExitCode);
        Assert.Contains("criu check: ", import.StandardOutput + import.StandardError, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task Another_host_is_asked_as_well()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.GantryOutputAsync("host", "add", "--transport", TestHosts.TransportTo(hosts.Target), "box");

        var text = await hosts.Source.GantryOutputAsync("system", "check", "--to", "box");

        Assert.Contains("ok       host                         box: ", text, StringComparison.Ordinal);
    }

    // This machine's, which says of its kernel what an older one would.
    private static async Task<string> UnfitCriuAsync(TestHost host)
    {
        var real = new[] { "/usr/local/lib/gantry/bin/criu", "/usr/sbin/criu" }.First(File.Exists);
        var path = host.PathOf("criu");
        await File.WriteAllTextAsync(
            path,
            $"#!/bin/sh\n[ \"$1\" = check ] && [ $# = 1 ] && {{ echo 'Error (criu/cr-check.c:1): Kernel is not fit' >&2; exit 1; }}\nexec {real} \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
