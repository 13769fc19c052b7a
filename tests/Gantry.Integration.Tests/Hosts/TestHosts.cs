using Gantry.Engine.Model.Migrations;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>Two hosts, and the way from one to the other.</summary>
public sealed class TestHosts : IAsyncDisposable
{
    private TestHosts(TestHost source, TestHost target)
    {
        Source = source;
        Target = target;
    }

    /// <summary>Where containers come from.</summary>
    public TestHost Source { get; }

    /// <summary>Where they go.</summary>
    public TestHost Target { get; }

    /// <summary>Two hosts that have the image whose command is <paramref name="script"/>.</summary>
    public static async Task<TestHosts> WithImageAsync(string script) =>
        new(await TestHost.WithImageAsync(script), await TestHost.WithImageAsync(script));

    /// <summary>As <see cref="WithImageAsync"/>, with a target whose root is a file system of 64 MiB.</summary>
    public static async Task<TestHosts> WithSmallTargetAsync(string script)
    {
        var target = await TestHost.OnSmallFileSystemAsync();
        await target.LoadAsync(script);
        return new(await TestHost.WithImageAsync(script), target);
    }

    /// <summary>A command of the shell that leads to a host's <c>migrate-receive</c>.</summary>
    /// <param name="host">The host.</param>
    /// <param name="environment">Assignments in front of the command.</param>
    public static string TransportTo(TestHost host, string environment = "") =>
        $"{environment} exec {(host.Namespace is null ? "" : $"nsenter --net=/run/netns/{host.Namespace} ")}{GantryBinary.Path} {string.Join(' ', host.Options.ToGlobalArguments())} migrate-receive";

    /// <summary>A request to migrate to the target.</summary>
    public MigrationRequest Request => new() { Host = "target", Transport = TransportTo(Target) };

    /// <summary>The words that migrate a container to the target.</summary>
    public string[] Command(string container, string? transport = null) =>
        ["migrate", "--compress", "zstd", "--transport", transport ?? TransportTo(Target), container, "target"];

    public async ValueTask DisposeAsync()
    {
        await Target.DisposeAsync();
        await Source.DisposeAsync();
    }
}
