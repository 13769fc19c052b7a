using System.Globalization;
using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>
/// Servers under load that move from host to host and back, many times: eng/soak.sh asks for 1,000 with
/// <c>GANTRY_SOAK</c>, and has the progress in the file <c>GANTRY_SOAK_PROGRESS</c>.
/// </summary>
public sealed class BackAndForthTests
{
    private static readonly int s_count =
        int.Parse(Environment.GetEnvironmentVariable("GANTRY_SOAK") ?? "10", CultureInfo.InvariantCulture);

    // Both servers in one container: each migration moves them with their clients.
    private const string Servers = """
        #!/bin/sh
        mkdir /www
        dd if=/dev/zero of=/www/index.html bs=1024 count=64
        httpd -f -p 80 -h /www &
        exec /redis/loader --library-path /redis /redis/redis-server --save "" --appendonly no --protected-mode no --dir /tmp
        """;

    [RedisFact]
    public async Task A_web_server_and_a_Redis_under_load_survive_migrations_back_and_forth()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Servers);
        await using var browser = await ClientNamespace.OnAsync(hosts.Network, 201);
        await using var counter = await ClientNamespace.OnAsync(hosts.Network, 202);
        var redis = Directory.CreateDirectory(hosts.Source.PathOf("redis")).FullName;
        await RedisFiles.PlaceAsync(redis);
        var address = $"10.212.{hosts.Network.Number}.50";
        await hosts.Source.GantryOutputAsync(
            "run", "-d", "--name", "app", "--network", ConnectedHosts.NetworkName, "--ip", address, "-v", $"{redis}:/redis:ro",
            TestImage.Name);
        await TestHost.EventuallyAsync(
            async () => (await hosts.Source.ReadLinesAsync("app")).Any(line => line.Contains("Ready to accept", StringComparison.Ordinal)),
            "Redis listens");
        await browser.StartAsync("requests", address, 80);
        await counter.StartAsync("increments", address, 6379);
        await Task.WhenAll(browser.ReadOnwardAsync(), counter.ReadOnwardAsync());

        var (here, there) = (hosts.Source, hosts.Target);
        for (var n = 1; n <= s_count; n++)
        {
            await here.GantryOutputAsync(
                "migrate", "--tcp-established", "--name", $"app{n}", "--transport", TestHosts.TransportTo(there),
                n == 1 ? "app" : $"app{n - 1}", "there");
            var answers = await Task.WhenAll(browser.ReadOnwardAsync(), counter.ReadOnwardAsync());
            (here, there) = (there, here);
            Tell($"{n} of {s_count}: {answers[0]} pages, {answers[1]} increments");
        }

        Assert.Empty(there.Engine.ListContainers());
        await HostState.RequireSoundAsync(there, "the last migration");
        Tell($"{s_count} migrations, nothing lost.");
    }

    private static void Tell(string line)
    {
        if (Environment.GetEnvironmentVariable("GANTRY_SOAK_PROGRESS") is { } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }
}
