using System.Text.Json.Nodes;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Templates;

namespace Gantry.Cli.Tests.Rendering;

public sealed class ContainerListingTests
{
    private static readonly Container[] s_containers =
    [
        Samples.Container('1', "web", Samples.Running(3)),
        Samples.Container('2', "job", Samples.Exited(ContainerState.Stopped, 3, 2)),
        Samples.Container('3', "moved", Samples.Exited(ContainerState.Checkpointed, 0, 60)),
        Samples.Container('4', "new", new ContainerStatus()),
        Samples.Container('5', "still", new ContainerStatus { State = ContainerState.Paused }),
    ];

    private static string Render(string format, bool noHeading = false, bool truncate = true) =>
        new ContainerListing(TestContext.Now, truncate, _ => (12, 1_982_305)).Render(s_containers, format, noHeading);

    [Fact]
    public void The_table_is_podmans()
    {
        var text = Render(ContainerListing.DefaultFormat(withSize: false));

        Assert.Equal(
            "CONTAINER ID  IMAGE            COMMAND           CREATED             STATUS                        "
            + "PORTS       NAMES",
            text.Split('\n')[0]);
        Assert.Equal(
            "111111111111  localhost/app:1  sh -c sleep 1000  About a minute ago  Up 3 seconds                    "
            + "          web",
            text.Split('\n')[1]);
        Assert.Equal(
            [
                "111111111111 About a minute ago Up 3 seconds web",
                "222222222222 2 minutes ago Exited (3) 2 minutes ago job",
                "333333333333 3 minutes ago Exited (0) About an hour ago moved",
                "444444444444 4 minutes ago Created new",
                "555555555555 5 minutes ago Paused still",
            ],
            Render("{{.ID}} {{.CreatedHuman}} {{.Status}} {{.Names}}").TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Headings_can_be_left_out()
    {
        var text = Render("table {{.ID}} {{.Names}}", noHeading: true);

        Assert.StartsWith("111111111111  web\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_and_commands_can_be_shown_in_full()
    {
        var text = Render("{{.ID}} {{.Command}}", truncate: false);

        Assert.StartsWith(new string('1', 64) + " sh -c sleep 1000\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{.State}}", "running exited exited created paused")]
    [InlineData("{{.Size}}", "12B (virtual 1.98MB)")]
    [InlineData("{{.Mounts}}", "[/data]")]
    [InlineData("{{.Labels}}", "map[app:web]")]
    [InlineData("{{index .Labels \"app\"}}", "web")]
    [InlineData("{{.Image}} {{.ImageID}}", "localhost/app:1 aaaaaaaaaaaa")]
    [InlineData("{{.Pid}} {{.ExitCode}} {{.Exited}}", "4711 0 false")]
    [InlineData("{{.CreatedAt}}", "2026-11-24 07:29:00 +0000 UTC")]
    public void Templates_see_podmans_fields(string format, string expected)
    {
        var lines = Render(format).TrimEnd('\n').Split('\n');

        Assert.Equal(expected, format == "{{.State}}" ? string.Join(' ', lines) : lines[0]);
    }

    [Fact]
    public void A_field_that_does_not_exist_is_an_error()
    {
        Assert.Throws<TemplateException>(() => Render("{{.Foo}}"));
    }

    [Fact]
    public void Json_has_podmans_fields_and_types()
    {
        var rows = JsonNode.Parse(Render("json"))!.AsArray();

        Assert.Equal(
            [
                "AutoRemove", "Command", "CreatedAt", "Exited", "ExitedAt", "ExitCode", "Id", "Image", "ImageID",
                "IsInfra",
                "Labels", "Mounts", "Names", "Namespaces", "Networks", "Pid", "Pod", "PodName", "Ports", "Size",
                "StartedAt",
                "State", "Status", "Created",
            ],
            rows[0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(-62135596800, (long)rows[0]!["ExitedAt"]!);
        Assert.Equal("web", (string)rows[0]!["Names"]![0]!);
        Assert.Equal(TestContext.Now.AddMinutes(-1).ToUnixTimeSeconds(), (long)rows[0]!["Created"]!);
        Assert.Equal("exited", (string)rows[2]!["State"]!);
    }

    [Theory]
    [InlineData("created", "still new moved job web")]
    [InlineData("names", "job moved new still web")]
    [InlineData("id", "web job moved new still")]
    [InlineData("status", "new job moved still web")]
    public void Containers_are_sorted(string order, string names)
    {
        var sorted = ContainerOrder.Sort(s_containers, order, _ => 0);

        Assert.Equal(names, string.Join(' ', sorted.Select(container => container.Name)));
    }

    [Fact]
    public void Published_ports_are_shown_with_their_ranges()
    {
        var text = ContainerFacts.Ports(
            [new PortMapping("127.0.0.1", 8080, 80, 1, "tcp"), new PortMapping("", 5000, 6000, 3, "udp")]);

        Assert.Equal("127.0.0.1:8080->80/tcp, 0.0.0.0:5000-5002->6000-6002/udp", text);
    }
}
