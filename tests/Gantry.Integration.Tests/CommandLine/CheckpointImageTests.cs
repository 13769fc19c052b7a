using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary><c>container checkpoint --create-image</c> and what is done with such images (checkpoint-spec, section 8).</summary>
public sealed class CheckpointImageTests
{
    private const string Image = TestImage.Name;
    private const string Prefix = "io.podman.annotations.checkpoint.";

    [KernelFact]
    public async Task A_checkpoint_becomes_an_image_that_travels_and_is_restored_on_another_host()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        var id = await source.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);
        await LifecycleTests.LogsAsync(source, "app", "5");

        Assert.Equal("app", await source.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app"));
        await source.GantryOutputAsync("save", "-q", "-o", source.PathOf("cp.tar"), "cp");
        Assert.Equal(
            "Loaded image: localhost/cp:latest", await target.GantryOutputAsync("load", "-i", source.PathOf("cp.tar")));
        Assert.Equal(id, await target.GantryOutputAsync("container", "restore", "cp"));

        var first = int.Parse((await FirstLineAsync(target)).TrimEnd(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(first > 5, "the log of the source stays behind and the count goes on");
        Assert.Equal("changed\n", await target.ExecAsync("app", "cat", "/etc/app.conf"));
        Assert.Equal("", await target.ExecAsync("app", "find", "/etc", "-name", "deleted.conf"));
        await TestHost.EventuallyAsync(
            // The file is empty for a moment whenever it is written.
            async () => int.TryParse(await target.ExecAsync("app", "cat", "/data/n"), out var n) && n > first,
            "the volume is written on");
    }

    [KernelFact]
    public async Task The_image_says_whose_it_is_and_has_one_layer_and_no_command()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);

        await host.GantryOutputAsync("container", "checkpoint", "-R", "--create-image", "registry.test/team/cp:v1", "app");

        var image = JsonNode.Parse(await host.GantryOutputAsync("inspect", "registry.test/team/cp:v1"))![0]!;
        var annotations = image["Annotations"]!.AsObject();
        Assert.Equal(
            [
                "cgroups.version", "conmon.version", "criu.version", "distribution.name", "distribution.version",
                "host.arch", "host.kernel", "name", "podman.version", "rawImageName", "rootfsImageID", "rootfsImageName",
                "runtime.name", "runtime.version",
            ],
            NamesBelow(annotations, Prefix));
        Assert.Equal(
            [
                "cgroup.version", "conmon.version", "container.name", "criu.version", "distribution.name",
                "distribution.version", "engine.name", "engine.version", "host.arch", "host.kernel", "rawImageName",
                "rootfsImageID", "rootfsImageName", "rootfsImageSha", "rootfsImageUserRequested", "runtime.name",
                "runtime.version",
            ],
            NamesBelow(annotations, "org.criu.checkpoint."));
        Assert.Equal(
            ["cri-o.version", "criu.version", "name", "rawImageName", "rootfsImageID", "rootfsImageName"],
            NamesBelow(annotations, "io.kubernetes.cri-o.annotations.checkpoint."));
        Assert.Equal("app", (string?)annotations[Prefix + "name"]);
        Assert.Equal("runc", (string?)annotations[Prefix + "runtime.name"]);
        Assert.Equal(Image, (string?)annotations[Prefix + "rootfsImageName"]);
        Assert.Equal("""{"WorkingDir":"/"}""", image["Config"]!.ToJsonString());
        Assert.Single(image["RootFS"]!["Layers"]!.AsArray());
        Assert.Equal("application/vnd.oci.image.manifest.v1+json", (string?)image["ManifestType"]);
        Assert.Equal("running", await host.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Layout.Blobs, ".partial-*"));
    }

    [KernelTheory]
    [InlineData("oci", ":v1")]
    [InlineData("dir", "")]
    [InlineData("oci-archive", "")]
    public async Task A_pushed_checkpoint_image_is_restored_where_it_is_pulled(string transport, string tag)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var id = await source.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await source.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");
        var place = $"{transport}:{source.PathOf("pushed")}{tag}";

        var pushed = await source.GantryAsync("push", "--digestfile", source.PathOf("digest"), "cp", place);
        var image = await target.GantryOutputAsync("pull", "-q", place);

        Assert.Equal((0, "", ""), (pushed.ExitCode, pushed.StandardOutput, pushed.StandardError));
        Assert.StartsWith("sha256:", await File.ReadAllTextAsync(source.PathOf("digest")), StringComparison.Ordinal);
        Assert.Equal(id, await target.GantryOutputAsync("container", "restore", image));
    }

    [KernelFact]
    public async Task What_cannot_be_pushed_is_refused_and_nothing_is_written()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await host.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");
        var place = host.PathOf("pushed");
        var id = await host.GantryOutputAsync("images", "-q", "--no-trunc", "cp");

        await host.RefusedAsync(125, "that form loses the annotations", "push", "cp", $"docker-archive:{place}");
        await host.RefusedAsync(125, "that form loses the annotations", "push", "--format", "v2s2", "cp", $"dir:{place}");
        await host.RefusedAsync(125, "the destination must be given", "push", id);
        await host.RefusedAsync(125, "Credentials are for a registry", "push", "--creds", "a:b", "cp", $"dir:{place}");
        await host.RefusedAsync(125, "nope: image not known", "push", "nope", $"dir:{place}");
        await host.RefusedAsync(125, "Cannot push to \"docker://127.0.0.1:1/cp:latest\"", "push", "cp", "127.0.0.1:1/cp");

        Assert.False(Path.Exists(place));
        await Faults.HostState.RequireSoundAsync(host, "refusals");
    }

    [KernelFact]
    public async Task Several_images_are_restored_at_once_and_each_failure_names_its_image()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        foreach (var name in new[] { "one", "two" })
        {
            await host.GantryOutputAsync("run", "-d", "--name", name, Image);
            await host.GantryOutputAsync("container", "checkpoint", "--create-image", "cp-" + name, name);
        }

        await host.GantryOutputAsync("rm", "one");
        var result = await host.GantryAsync("container", "restore", "cp-one", "cp-two");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal(64, result.StandardOutput.TrimEnd().Length);
        Assert.Contains(
            "Error: unable to import checkpoint from image: \"cp-two\": creating container storage: the container name \"two\"",
            result.StandardError,
            StringComparison.Ordinal);
        await host.GantryOutputAsync("container", "restore", "--name", "three", "cp-two");
        await host.GantryOutputAsync("container", "restore", "-n", "four", "cp-two", "--keep");
        Assert.Equal(
            ["four Up", "one Up", "three Up", "two Exited"],
            (await LifecycleTests.StatusAsync(host)).Select(line => string.Join(' ', line.Split(' ')[..2])).Order(StringComparer.Ordinal));
        await Faults.HostState.RequireSoundAsync(host, "images restored");
    }

    [KernelFact]
    public async Task What_cannot_be_done_with_a_checkpoint_image_is_refused_in_Podmans_words()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--rm", "--name", "short", Image);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var plain = await host.GantryOutputAsync("images", "-q", "--no-trunc", Image);

        await host.RefusedAsync(125, "cannot checkpoint containers that have been started with '--rm'", "container", "checkpoint", "--create-image", "cp", "short");
        await host.RefusedAsync(125, "invalid reference format", "container", "checkpoint", "--create-image", "BAD NAME", "app");
        await host.RefusedAsync(125, "--create-image takes one container", "container", "checkpoint", "--create-image", "cp", "app", "short");
        await host.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");

        await host.RefusedAsync(125, "cp is a checkpoint and must be started using `gantry container restore` instead", "run", "-d", "cp");
        await host.RefusedAsync(125, "it is a checkpoint, and that form loses the annotations", "save", "--format", "docker-archive", "-o", host.PathOf("x"), "cp");
        await host.RefusedAsync(125, $"image is not a checkpoint: {plain["sha256:".Length..]}", "container", "restore", Image);
        await host.RefusedAsync(125, "requires runtime: \"runc\"", "--runtime", "crun", "container", "restore", "cp");
        await host.RefusedAsync(125, "no such container or image: nope", "container", "restore", "cp", "nope");
        await host.RefusedAsync(125, "--name can only be used with one checkpoint image", "container", "restore", "-n", "x", "cp", "cp");
        await host.RefusedAsync(125, "--name can only be used with image or --import", "container", "restore", "-n", "x", "app");
        await host.RefusedAsync(125, "--ignore-rootfs can only be used with image or --import", "container", "restore", "--ignore-rootfs", "app", "cp");
        Assert.Equal("short", await host.GantryOutputAsync("ps", "--format", "{{.Names}}"));
        Assert.False(File.Exists(host.PathOf("x")));
        await Faults.HostState.RequireSoundAsync(host, "refusals");
    }

    private static IEnumerable<string> NamesBelow(JsonObject annotations, string prefix) => annotations
        .Select(pair => pair.Key)
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(key => key[prefix.Length..])
        .Order(StringComparer.Ordinal);

    private static async Task<string> FirstLineAsync(TestHost host)
    {
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count > 0, "it counts on");
        return (await host.ReadLinesAsync("app"))[0];
    }
}
