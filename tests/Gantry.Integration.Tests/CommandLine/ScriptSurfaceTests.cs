using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>What people's scripts lean on around checkpoint and restore (checkpoint-spec, section 14).</summary>
public sealed class ScriptSurfaceTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task Containers_run_from_images_of_another_installation_and_restart_after_a_restore()
    {
        await using var library = await TestHost.WithImageAsync(Scripts.Counter);
        await using var host = new TestHost();
        string[] store = ["--storage-opt", "overlay.imagestore=" + library.Layout.Root];

        await host.RefusedAsync(125, "image", "run", "--pull", "never", Image);
        await host.GantryOutputAsync([.. store, "run", "-d", "--name", "app", Image]);
        await host.GantryOutputAsync([.. store, "container", "checkpoint", "-e", host.PathOf("app.tar"), "app"]);
        await host.GantryOutputAsync([.. store, "rm", "app"]);
        await host.GantryOutputAsync([.. store, "container", "restore", "-i", host.PathOf("app.tar")]);
        await host.GantryOutputAsync([.. store, "restart", "-t", "0", "app"]);

        Assert.Equal("original\n", (await host.GantryAsync([.. store, "exec", "app", "sh", "-c", "rm /etc/app.conf; echo original"])).StandardOutput);
        Assert.StartsWith(
            "localhost/gantry-test:1 ",
            await host.GantryOutputAsync([.. store, "images", "--all", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}"]),
            StringComparison.Ordinal);
        await host.RefusedAsync(125, "read-only image", [.. store, "rmi", Image]);
        await host.RefusedAsync(125, "can't stat imageStore dir /no/such", "--storage-opt", "overlay.imagestore=/no/such", "ps");
        await host.GantryOutputAsync([.. store, "rm", "-f", "-t", "0", "app"]);
    }

    [KernelFact]
    public async Task An_image_with_a_volume_is_built_and_its_anonymous_volume_travels()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await File.WriteAllTextAsync(host.PathOf("Containerfile"), $"FROM {Image}\nVOLUME /volume0\n");
        await File.WriteAllTextAsync(host.PathOf("Bad"), $"FROM {Image}\nRUN true\n");

        var output = await host.GantryOutputAsync("build", "-f", host.PathOf("Containerfile"), "-t", "built");
        await host.RefusedAsync(125, "RUN is not supported", "build", "-f", host.PathOf("Bad"), "-t", "bad");
        await host.RefusedAsync(125, "no Containerfile or Dockerfile", "build", "-t", "bad", host.PathOf("nowhere"));
        await host.GantryOutputAsync("run", "-d", "--name", "app", "built");
        await host.ExecAsync("app", "sh", "-c", "echo here > /volume0/f");
        await host.GantryOutputAsync("container", "checkpoint", "-e", host.PathOf("app.tar"), "app");
        await host.GantryOutputAsync("rm", "-v", "app");
        await host.GantryOutputAsync("container", "restore", "-i", host.PathOf("app.tar"));

        Assert.Equal(["STEP 1/2: FROM localhost/gantry-test:1", "STEP 2/2: VOLUME /volume0", "Successfully tagged localhost/built:latest"], output.Split('\n')[..3]);
        Assert.Equal("here\n", await host.ExecAsync("app", "cat", "/volume0/f"));
    }

    [KernelFact]
    public async Task Lists_and_removals_have_the_forms_and_codes_that_scripts_expect()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var id = await host.GantryOutputAsync("run", "-d", "--name", "app", Image);

        Assert.Equal(id[..12] + " running", await host.GantryOutputAsync("ps", "--format", "{{.ID}} {{.State}}"));
        Assert.Equal(id, await host.GantryOutputAsync("ps", "-aq", "--no-trunc"));
        Assert.DoesNotContain("CONTAINER ID", await host.GantryOutputAsync("ps", "--external", "--noheading"), StringComparison.Ordinal);
        Assert.StartsWith("Up", await host.GantryOutputAsync("ps", "--format", "{{.Status}}"), StringComparison.Ordinal);
        Assert.Equal("runc", await host.GantryOutputAsync("info", "--format", "{{ .Host.OCIRuntime.Name }}"));
        Assert.Equal("overlay", await host.GantryOutputAsync("info", "--format", "{{.Store.GraphDriverName}}"));
        Assert.Equal("false", await host.GantryOutputAsync("info", "--format", "{{.Host.Security.Rootless}}"));
        await host.RefusedAsync(2, "as it is running - running or paused containers cannot be removed without force: container state improper", "rm", "app");
        await host.RefusedAsync(1, "cat: can't open '/test.output': No such file or directory", "exec", "app", "cat", "/test.output");
        Assert.Equal("", await host.GantryOutputAsync("rm", "--ignore", "nope"));
        await host.RefusedAsync(1, "no container with name or ID \"nope\" found: no such container", "rm", "nope");
        Assert.Equal(id, await host.GantryOutputAsync("stop", "--all", "-t0"));
        await host.RefusedAsync(125, "\"exited\" is not running, can't pause: container state improper", "pause", "app");
        Assert.StartsWith("Exited (137)", await host.GantryOutputAsync("ps", "-a", "--format", "{{.Status}}"), StringComparison.Ordinal);
        Assert.Equal(id, await host.GantryOutputAsync("rm", "--all", "--force", "--time", "0", "--ignore"));
    }
}
