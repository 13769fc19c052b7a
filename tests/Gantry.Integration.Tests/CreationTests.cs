using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>What cannot be created says so and leaves nothing.</summary>
public sealed class CreationTests
{
    [KernelFact]
    public async Task A_network_that_is_not_there_is_refused_and_nothing_is_made()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var before = ImportRuleTests.Contents(host);
        var request = new CreateRequest
        {
            Image = TestImage.Name,
            Name = "app",
            Mounts = [new MountRequest.Volume("data", "/data", [])],
            Network = new NetworkSpec { Mode = "bridge", Attachments = [new NetworkAttachment { Network = "front" }] },
        };

        var error = await Assert.ThrowsAsync<GantryException>(
            () => host.Engine.CreateContainerAsync(request, null, default));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal("unable to find network with name or ID front: network not found", error.Message);
        Assert.Equal(before, ImportRuleTests.Contents(host));
    }
}
