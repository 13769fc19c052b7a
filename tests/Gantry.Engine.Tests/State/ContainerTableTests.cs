using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.State;

public sealed class ContainerTableTests : IDisposable
{
    private readonly TemporaryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_container_comes_back_as_it_was_stored()
    {
        var stored = _host.Add("web", TemporaryHost.Spec("data") with
        {
            Labels = new SortedDictionary<string, string> { ["a"] = "ü\n\"" },
            Restart = new RestartPolicy("on-failure", 3),
        });

        var found = _host.Containers.Find(stored.Id)!;

        Assert.Equal("ü\n\"", found.Spec.Labels["a"]);
        Assert.Equal(stored.Spec.Restart, found.Spec.Restart);
        Assert.Equal(stored.Created, found.Created);
        Assert.Equal("/data", found.Spec.Volumes.Single().Destination);
        Assert.Equal(ContainerState.Created, found.Status.State);
    }

    [Fact]
    public void A_taken_name_is_refused_in_Podmans_words()
    {
        var holder = _host.Add("cc");

        var error = Assert.Throws<GantryException>(() => _host.Add("cc"));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.Equal(
            $"the container name \"cc\" is already in use by {holder.Id}. You have to remove that container to be able "
            + "to reuse that name: that name is already in use",
            error.Message);
        Assert.Single(_host.Containers.List());
    }

    [Fact]
    public void A_taken_id_is_refused()
    {
        var holder = _host.Add("one");

        var error = Assert.Throws<GantryException>(() => _host.Add("two", id: holder.Id));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.EndsWith("that ID is already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_wins_over_the_beginning_of_an_id()
    {
        _host.Add("other", id: ContainerId.Parse("abc" + new string('0', 61)));
        var named = _host.Add("abc");

        Assert.Equal(named.Id, _host.Containers.Resolve("abc").Id);
    }

    [Theory]
    [InlineData("abc1")]
    [InlineData("web")]
    [InlineData("abc1000000000000000000000000000000000000000000000000000000000000")]
    public void A_person_may_use_a_name_or_an_id_or_its_beginning(string text)
    {
        var container = _host.Add("web", id: ContainerId.Parse("abc1" + new string('0', 60)));
        _host.Add("db", id: ContainerId.Parse("abc2" + new string('0', 60)));

        Assert.Equal(container.Id, _host.Containers.Resolve(text).Id);
    }

    [Fact]
    public void The_beginning_of_several_ids_is_refused()
    {
        _host.Add("web", id: ContainerId.Parse("abc1" + new string('0', 60)));
        _host.Add("db", id: ContainerId.Parse("abc2" + new string('0', 60)));

        var error = Assert.Throws<GantryException>(() => _host.Containers.Resolve("abc"));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%")]
    [InlineData("' OR 1=1")]
    public void What_is_nowhere_is_not_found_in_Podmans_words(string text)
    {
        _host.Add("web");

        var error = Assert.Throws<GantryException>(() => _host.Containers.Resolve(text));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal($"no container with name or ID \"{text}\" found: no such container", error.Message);
    }

    [Fact]
    public void The_latest_is_the_one_put_on_record_last()
    {
        Assert.Null(_host.Containers.Latest());
        _host.Add("old");
        var latest = _host.Add("new");

        Assert.Equal(latest.Id, _host.Containers.Latest()!.Id);
        Assert.Equal(["old", "new"], _host.Containers.List().Select(c => c.Name));
    }

    [Fact]
    public void Status_and_spec_are_replaced()
    {
        var container = _host.Add("web", TemporaryHost.Spec("old"));

        _host.Containers.UpdateStatus(container.Id, container.Status with
        {
            State = ContainerState.Running,
            Process = new ProcessIdentity(7, 8),
        });
        _host.Containers.UpdateSpec(container.Id, TemporaryHost.Spec("new"));

        var found = _host.Containers.Find(container.Id)!;
        Assert.Equal(ContainerState.Running, found.Status.State);
        Assert.Equal(new ProcessIdentity(7, 8), found.Status.Process);
        Assert.Empty(_host.Containers.UsingVolume("old"));
        Assert.Equal(container.Id, _host.Containers.UsingVolume("new").Single().Id);
    }

    [Fact]
    public void Updating_what_is_not_on_record_is_an_error()
    {
        var error = Assert.Throws<GantryException>(
            () => _host.Containers.UpdateStatus(ContainerId.NewRandom(), new ContainerStatus()));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void A_container_takes_another_name_unless_it_is_taken()
    {
        var container = _host.Add("one");
        _host.Add("two");

        _host.Containers.Rename(container.Id, "three");
        _host.Containers.Rename(container.Id, "three");
        var error = Assert.Throws<GantryException>(() => _host.Containers.Rename(container.Id, "two"));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.Equal("three", _host.Containers.Find(container.Id)!.Name);
    }

    [Fact]
    public void Deleting_twice_is_fine_and_frees_name_and_volumes()
    {
        var container = _host.Add("web", TemporaryHost.Spec("data", "data"));

        _host.Containers.Delete(container.Id);
        _host.Containers.Delete(container.Id);

        Assert.Empty(_host.Volumes.UsedBy("data"));
        _host.Add("web");
    }

    [Fact]
    public void A_container_that_others_join_stays_until_they_are_gone()
    {
        var target = _host.Add("target");
        var joined = $"container:{target.Id}";
        var byPid = _host.Add("pid", TemporaryHost.Spec() with { Namespaces = new() { Pid = joined } });
        var byNet = _host.Add("net", TemporaryHost.Spec() with { Network = new() { Mode = joined } });

        var error = Assert.Throws<GantryException>(() => _host.Containers.Delete(target.Id));

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Equal([byPid.Id, byNet.Id], _host.Containers.DependingOn(target.Id).Select(c => c.Id));
        _host.Containers.Delete(byPid.Id);
        _host.Containers.Delete(byNet.Id);
        _host.Containers.Delete(target.Id);
    }

    [Fact]
    public void Joining_a_container_that_is_not_on_record_is_refused()
    {
        var spec = TemporaryHost.Spec() with { Namespaces = new() { Ipc = $"container:{ContainerId.NewRandom()}" } };

        var error = Assert.Throws<GantryException>(() => _host.Add("web", spec));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Empty(_host.Containers.List());
    }

    [Fact]
    public void The_containers_of_an_image_are_found()
    {
        var container = _host.Add("web");
        _host.Add("db", TemporaryHost.Spec() with { ImageId = Digest.Of("db"u8) });

        Assert.Equal(container.Id, _host.Containers.UsingImage(container.Spec.ImageId).Single().Id);
    }
}
