using System.Text.Json.Nodes;
using Gantry.Cli.Commands.Volumes;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Inspection;
using Gantry.Templates;

namespace Gantry.Cli.Tests.Rendering;

public sealed class InspectionRenderingTests
{
    private static string Render(string format, ContainerInspection container) =>
        GoTemplate.Parse(format, "inspect", TemplateData.Schema).Render(InspectionJson.ToTemplateData(container));

    [Fact]
    public void Every_field_that_podman_prints_is_printed()
    {
        var fields = Paths(InspectionJson.ToOutput(Full()), "").ToHashSet(StringComparer.Ordinal);

        var missing = Snapshot.Read(
            "podman-4.3.1-inspect-fields.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(field => !fields.Contains(field));

        Assert.Empty(missing);
    }

    [Fact]
    public void Marks_of_checkpoints_are_left_out_until_they_say_something()
    {
        var state = InspectionJson.ToOutput(new ContainerInspection())["State"]!.AsObject();

        Assert.DoesNotContain(
            state,
            field => field.Key is "Checkpointed" or "Restored" or "CheckpointPath" or "CheckpointLog" or "RestoreLog");
        Assert.Equal("0001-01-01T00:00:00Z", (string)state["CheckpointedAt"]!);
        Assert.Equal("0001-01-01T00:00:00Z", (string)state["RestoredAt"]!);
    }

    [Fact]
    public void Templates_see_what_is_left_out()
    {
        var text = Render(
            "{{.State.Status}}:{{.State.Running}}:{{.State.Paused}}:{{.State.Checkpointed}}:{{.State.CheckpointLog}}",
            new ContainerInspection { State = new ContainerStateInspection { Status = "running", Running = true } });

        Assert.Equal("running:true:false:false:", text);
    }

    [Theory]
    [InlineData("{{.ID}} {{.Id}}", "abc abc")]
    [InlineData("{{(index .NetworkSettings.Networks \"front-net\").IPAddress}}", "10.0.0.5")]
    [InlineData("{{.HostConfig.PortBindings}}", "map[80/tcp:[{127.0.0.1 8099}]]")]
    [InlineData("{{range .Mounts}}{{.Source}}->{{.Destination}}{{end}}", "/v->/data")]
    [InlineData("{{json .Config.Cmd}}", "[\"sh\"]")]
    [InlineData("{{.Config.Volumes}}", "map[]")]
    [InlineData("{{.OCIRuntime}} {{.State.OOMKilled}} {{.HostConfig.UTSMode}}", "runc false private")]
    public void Templates_see_gos_names_and_shapes(string format, string expected)
    {
        Assert.Equal(expected, Render(format, Full()));
    }

    [Fact]
    public void Volumes_are_listed_as_podman_lists_them()
    {
        var volumes = new[] { new VolumeInspection { Name = "data", Driver = "local", Mountpoint = "/v" } };

        Assert.Equal(
            "DRIVER      VOLUME NAME\nlocal       data\n", VolumeLsCommand.Render(volumes, null, noHeading: false));
        Assert.Equal("data /v map[] false\n", VolumeLsCommand.Render(
            volumes, "{{.Name}} {{.Mountpoint}} {{.Labels}} {{.Anonymous}}", noHeading: false));
        Assert.Equal(
            ["Name", "Driver", "Mountpoint", "CreatedAt", "Labels", "Scope", "Options", "MountCount"],
            JsonNode.Parse(
                VolumeLsCommand.Render(volumes, "json", noHeading: false))![0]!.AsObject().Select(pair => pair.Key));
    }

    [Theory]
    [InlineData("2026-11-24T07:12:07.1072029+00:00", "2026-11-24T07:12:07.1072029Z")]
    [InlineData("2026-11-24T08:12:07.5000000+01:00", "2026-11-24T07:12:07.5Z")]
    [InlineData("2026-11-24T07:12:07+00:00", "2026-11-24T07:12:07Z")]
    public void Times_are_written_as_go_writes_them(string time, string expected)
    {
        var text = GoTimeConverter.Format(
            DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(expected, text);
    }

    private static ContainerInspection Full() => new()
    {
        Id = "abc",
        OciRuntime = "runc",
        State = new ContainerStateInspection { CgroupPath = "/c", ConmonPid = 2 },
        GraphDriver = new GraphDriverInspection
        {
            Data = new SortedDictionary<string, string>
            {
                ["LowerDir"] = "",
                ["MergedDir"] = "",
                ["UpperDir"] = "",
                ["WorkDir"] = "",
            },
        },
        Mounts = [new MountInspection { Type = "volume", Name = "v", Source = "/v", Destination = "/data" }],
        NetworkSettings = new NetworkSettingsInspection
        {
            Networks = new SortedDictionary<string, NetworkInspection>
            {
                ["front-net"] = new() { IPAddress = "10.0.0.5" },
            },
        },
        Config = new ContainerConfigInspection
        {
            Cmd = ["sh"],
            Healthcheck = new HealthcheckInspection { Test = ["NONE"], Interval = 1, Timeout = 1, Retries = 1 },
            CreateCommand = ["gantry"],
            Umask = "0022",
        },
        HostConfig = new HostConfigInspection
        {
            UtsMode = "private",
            Ulimits = [new UlimitInspection { Name = "RLIMIT_NOFILE" }],
            PortBindings = new SortedDictionary<string, IReadOnlyList<PortBindingInspection>?>
            {
                ["80/tcp"] = [new PortBindingInspection { HostIp = "127.0.0.1", HostPort = "8099" }],
            },
        },
    };

    private static IEnumerable<string> Paths(JsonNode? node, string path) => node switch
    {
        JsonObject json => json.SelectMany(
            pair => Paths(pair.Value, $"{path}.{pair.Key}").Prepend($"{path}.{pair.Key}")),
        JsonArray items => items.SelectMany(item => Paths(item, path + "[]")),
        _ => [],
    };
}
