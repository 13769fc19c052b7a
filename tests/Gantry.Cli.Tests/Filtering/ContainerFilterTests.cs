using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Tests.Filtering;

public sealed class ContainerFilterTests
{
    private static readonly Container[] s_containers =
    [
        Samples.Container('1', "web", Samples.Running(3)),
        Samples.Container('2', "web-old", Samples.Exited(ContainerState.Stopped, 137, 2)),
        Samples.Container('3', "db", Samples.Exited(ContainerState.Checkpointed, 0, 2), Samples.Spec() with
        {
            Labels = new SortedDictionary<string, string> { ["app"] = "db", ["tier"] = "1" },
            Volumes = [new VolumeMount { Name = "db", Destination = "/var/db" }],
        }),
    ];

    private static string Names(params string[] filters)
    {
        var filter = ContainerFilter.Parse(
            filters,
            name => s_containers.Single(container => container.Name == name),
            name => name == "app" ? Samples.Image("localhost/app:1") : null,
            new FixedTime(TestContext.Now));
        return string.Join(' ', s_containers.Where(filter.Matches).Select(container => container.Name));
    }

    [Theory]
    [InlineData("name=web", "web web-old")]
    [InlineData("name=^web$", "web")]
    [InlineData("id=33", "db")]
    [InlineData("status=running", "web")]
    [InlineData("status=exited", "web-old db")]
    [InlineData("exited=137", "web-old")]
    [InlineData("exited=0", "db")]
    [InlineData("label=app", "web web-old db")]
    [InlineData("label=app=db", "db")]
    [InlineData("label!=app=db", "web web-old")]
    [InlineData("volume=db", "db")]
    [InlineData("volume=/data", "web web-old")]
    [InlineData("ancestor=app", "web web-old db")]
    [InlineData("ancestor=other", "")]
    [InlineData("before=web", "web-old db")]
    [InlineData("since=db", "web web-old")]
    [InlineData("until=90s", "web-old db")]
    [InlineData("network=none", "web web-old db")]
    public void A_condition_selects(string filter, string names)
    {
        Assert.Equal(names, Names(filter));
    }

    [Fact]
    public void Values_of_one_key_are_alternatives_and_labels_are_not()
    {
        Assert.Equal("web db", Names("name=^web$", "name=db"));
        Assert.Equal("db", Names("label=app=db", "label=tier"));
        Assert.Equal("", Names("label=app=web", "label=tier"));
    }

    [Fact]
    public void Different_keys_all_have_to_hold()
    {
        Assert.Equal("web-old", Names("name=web", "status=exited"));
    }

    [Theory]
    [InlineData("foo=bar", "foo is an invalid filter")]
    [InlineData("name", "filter input must be in the form of filter=value: name is invalid")]
    [InlineData("status=odd", "odd is not a valid status")]
    public void An_unknown_condition_is_an_error(string filter, string message)
    {
        var error = Assert.Throws<UsageException>(() => Names(filter));

        Assert.Equal(message, error.Message);
    }
}
