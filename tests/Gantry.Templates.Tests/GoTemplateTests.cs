using System.Text.Json.Nodes;

namespace Gantry.Templates.Tests;

public sealed class GoTemplateTests
{
    private const string Data = """
        {
          "Id": "abc", "Name": "web", "Running": true, "Pid": 42, "Limit": 18446744073709551615, "Load": 1.5,
          "Big": 1234567.5, "Empty": "", "None": null, "Entrypoint": null,
          "Args": ["a", "b c"], "Nothing": [],
          "State": { "Status": "running", "ExitCode": 0 },
          "Config": { "Labels": { "app": "web", "tier": "1" }, "Annotations": null },
          "HostConfig": { "PortBindings": { "80/tcp": [ { "HostIp": "127.0.0.1", "HostPort": "8099" } ] }, "Tmpfs": {} },
          "NetworkSettings": { "Networks": { "podman": { "IPAddress": "10.88.0.2", "Aliases": ["x"] } } },
          "Mounts": [ { "Type": "bind", "Destination": "/a" }, { "Type": "volume", "Destination": "/b" } ]
        }
        """;

    private static string Render(string template) => GoTemplate.Parse(template, "inspect").Render(JsonNode.Parse(Data));

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("{{.Id}}-{{.State.Status}}", "abc-running")]
    [InlineData("{{$.Name}} {{$.State.ExitCode}}", "web 0")]
    [InlineData("{{(index .Mounts 1).Destination}}", "/b")]
    [InlineData("{{(.State).Status}}", "running")]
    [InlineData("{{.Config.Labels.app}}", "web")]
    [InlineData("{{index .Config.Labels \"app\"}}", "web")]
    [InlineData("{{index .HostConfig.PortBindings \"80/tcp\"}}", "[{127.0.0.1 8099}]")]
    [InlineData("{{(index (index .HostConfig.PortBindings \"80/tcp\") 0).HostPort}}", "8099")]
    [InlineData("{{.NetworkSettings.Networks.podman.IPAddress}}", "10.88.0.2")]
    public void A_field_is_found_by_its_path(string template, string expected)
    {
        var text = Render(template);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("{{.Running}} {{.Pid}} {{.Load}} {{.Id}}", "true 42 1.5 abc")]
    [InlineData("{{.Limit}}", "18446744073709551615")]
    [InlineData("{{.Big}}", "1.2345675e+06")]
    [InlineData("{{.None}}", "<nil>")]
    [InlineData("{{.Entrypoint}} {{.Config.Annotations}}", "[] map[]")]
    [InlineData("{{.Args}} {{.Nothing}}", "[a b c] []")]
    [InlineData("{{.State}}", "{running 0}")]
    [InlineData("{{.Config.Labels}} {{.HostConfig.Tmpfs}}", "map[app:web tier:1] map[]")]
    [InlineData("{{.HostConfig.PortBindings}}", "map[80/tcp:[{127.0.0.1 8099}]]")]
    [InlineData("{{.NetworkSettings.Networks}}", "map[podman:{10.88.0.2 [x]}]")]
    [InlineData("{{.Mounts}}", "[{bind /a} {volume /b}]")]
    [InlineData("{{1}} {{1.5}} {{1e3}} {{0x1F}} {{'a'}} {{-5}} {{0b101}} {{0o17}} {{017}} {{1_000}} {{.5}}",
        "1 1.5 1000 31 97 -5 5 15 15 1000 0.5")]
    [InlineData("{{\"a\\tb\\u00e9\\x41\\101\"}} {{`raw\\n`}} {{true}} {{false}}", "a\tbéAA raw\\n true false")]
    public void Values_print_as_in_Go(string template, string expected)
    {
        var text = Render(template);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("{{.Config.Labels.nope}}", "<no value>")]
    [InlineData("{{.Config.Labels.nope.deeper}}", "<no value>")]
    [InlineData("{{.Config.Annotations.nope}}", "<no value>")]
    [InlineData("{{index .Config.Labels \"nope\"}}|{{index .HostConfig.Tmpfs \"/x\"}}", "|")]
    [InlineData("{{index .NetworkSettings.Networks \"nope\"}}", "<nil>")]
    public void A_key_a_map_lacks_is_no_error(string template, string expected)
    {
        var text = Render(template);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("{{if .Running}}up{{else}}down{{end}}", "up")]
    [InlineData("{{if .Empty}}a{{else if .Nothing}}b{{else if .State}}c{{else}}d{{end}}", "c")]
    [InlineData("{{if .State.ExitCode}}a{{else}}b{{end}}{{if .None}}a{{else}}b{{end}}", "bb")]
    [InlineData("{{if .HostConfig.Tmpfs}}a{{else}}b{{end}}{{if .Config.Labels}}a{{else}}b{{end}}", "ba")]
    [InlineData("{{with .State}}{{.Status}}{{$.Id}}{{end}}{{with .Empty}}x{{else}}y{{end}}", "runningabcy")]
    [InlineData("{{with .Empty}}a{{else with .Name}}{{.}}{{else}}c{{end}}", "web")]
    [InlineData("{{range .Args}}<{{.}}>{{end}}{{range .Nothing}}x{{else}}none{{end}}", "<a><b c>none")]
    [InlineData("{{range $i, $v := .Args}}{{$i}}={{$v}};{{end}}{{range $v := .Args}}{{$v}}{{end}}", "0=a;1=b c;ab c")]
    [InlineData("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}", "app=web;tier=1;")]
    [InlineData("{{range .Args}}{{if eq . \"a\"}}{{continue}}{{end}}{{.}}{{end}}", "b c")]
    [InlineData("{{range .Args}}{{.}}{{break}}{{end}}!", "a!")]
    [InlineData("{{range 3}}{{.}}{{end}}{{range .None}}x{{else}}e{{end}}", "012e")]
    [InlineData("{{$i := 0}}{{$v := \"\"}}{{range $i, $v = .Args}}{{end}}{{$i}}{{$v}}", "1b c")]
    [InlineData("{{$x := 1}}{{if true}}{{$x = 2}}{{$y := 3}}{{$y}}{{end}}{{$x}}", "32")]
    [InlineData("{{with $x := .Name}}{{$x}}{{end}}{{if $x := .Pid}}{{$x}}{{end}}", "web42")]
    [InlineData("{{define \"t\"}}[{{.}}]{{end}}{{template \"t\" .Pid}}{{template \"t\"}}", "[42][<no value>]")]
    [InlineData("{{block \"b\" .Name}}({{.}}){{end}}", "(web)")]
    [InlineData("a  {{- \"b\" -}}  c {{- /* no */ -}} d{{/* no */}}\n", "abcd\n")]
    [InlineData("{{ .Name\n|\nupper }}", "WEB")]
    public void Statements_work_as_in_Go(string template, string expected)
    {
        var text = Render(template);

        Assert.Equal(expected, text);
    }

    [Fact]
    public void No_data_is_no_value()
    {
        var text = GoTemplate.Parse("{{.}} {{.Foo}} {{if .}}a{{else}}b{{end}}").Render(null);

        Assert.Equal("<no value> <no value> b", text);
    }

    [Fact]
    public void Values_made_in_memory_print_like_parsed_ones()
    {
        var data = new JsonObject
        {
            ["Int"] = 7,
            ["Long"] = long.MinValue,
            ["Double"] = 0.25,
            ["Whole"] = 2.0,
            ["Date"] = JsonValue.Create(DateTimeOffset.UnixEpoch),
            ["Flag"] = false,
        };

        var text = GoTemplate.Parse("{{.Int}} {{.Long}} {{.Double}} {{.Whole}} {{.Date}} {{.Flag}}").Render(data);

        Assert.Equal("7 -9223372036854775808 0.25 2 1970-01-01T00:00:00+00:00 false", text);
    }

    [Fact]
    public void A_schema_tells_maps_lists_and_aliases()
    {
        var schema = new TemplateSchema
        {
            Maps = new HashSet<string> { "Things" },
            Lists = new HashSet<string> { "Items" },
            Aliases = new Dictionary<string, string> { ["ID"] = "Id" },
        };
        var data = JsonNode.Parse("""{ "Things": { "b": 1, "a": 2 }, "Labels": { "b": 1, "a": 2 }, "Items": null, "Id": "x" }""");

        var text = GoTemplate.Parse("{{.Things}} {{.Labels}} {{.Items}} {{.ID}}", "", schema).Render(data);

        Assert.Equal("map[a:2 b:1] {1 2} [] x", text);
    }
}
