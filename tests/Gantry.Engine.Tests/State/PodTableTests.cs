using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.State;

namespace Gantry.Engine.Tests.State;

public sealed class PodTableTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly PodTable _pods;

    public PodTableTests()
    {
        _pods = new PodTable(_host.Database);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_pod_comes_and_goes_with_its_infra_container()
    {
        var (pod, infra) = AddWithInfra("web");

        var found = _pods.Resolve(pod.Id[..6]);
        _host.Containers.Delete(infra.Id);

        Assert.Equal(PodShare.Initial, found.Shares);
        Assert.Equal(infra.Id, found.Infra);
        Assert.Empty(_pods.List());
        Assert.Empty(_host.Containers.List());
    }

    [Fact]
    public void A_pod_with_other_containers_stays_and_so_does_its_infra_container()
    {
        var (pod, infra) = AddWithInfra("web");
        _host.Add("app", TemporaryHost.Spec() with { Pod = pod.Id });

        var error = Assert.Throws<GantryException>(() => _host.Containers.Delete(infra.Id));

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Single(_pods.List());
        Assert.Equal(2, _host.Containers.InPod(pod.Id).Count);
    }

    [Fact]
    public void Pods_and_containers_do_not_share_a_name()
    {
        AddWithInfra("web");
        _host.Add("app");

        var container = Assert.Throws<GantryException>(() => _host.Add("web"));
        var pod = Assert.Throws<GantryException>(() => AddWithInfra("app"));
        var twice = Assert.Throws<GantryException>(() => AddWithInfra("web"));

        Assert.Equal("name \"web\" is in use: pod already exists", container.Message);
        Assert.Equal("adding pod to state: name \"app\" is in use: container already exists", pod.Message);
        Assert.Equal("adding pod to state: name \"web\" is in use: pod already exists", twice.Message);
        Assert.Single(_pods.List());
        Assert.Equal(2, _host.Containers.List().Count);
    }

    [Fact]
    public void A_container_cannot_be_put_into_a_pod_that_is_gone()
    {
        var error = Assert.Throws<GantryException>(
            () => _host.Add("app", TemporaryHost.Spec() with { Pod = new string('a', 64) }));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Empty(_host.Containers.List());
    }

    private (Pod Pod, Container Infra) AddWithInfra(string name)
    {
        var pod = new Pod
        {
            Id = ContainerId.NewRandom().ToString(),
            Name = name,
            Created = DateTimeOffset.UnixEpoch,
            Infra = ContainerId.NewRandom(),
            Shares = PodShare.Initial,
            CgroupParent = "/gantry",
        };
        var infra = new Container
        {
            Id = pod.Infra.Value,
            Name = $"{pod.ShortId}-infra",
            Created = pod.Created,
            Spec = TemporaryHost.Spec() with { Pod = pod.Id, IsInfra = true },
        };
        _host.Containers.Insert(infra, pod);
        return (pod, infra);
    }
}
