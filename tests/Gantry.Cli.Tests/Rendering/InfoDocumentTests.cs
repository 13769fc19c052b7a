using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Templates;

namespace Gantry.Cli.Tests.Rendering;

public sealed class InfoDocumentTests
{
    private static readonly EngineOptions s_options = new();

    private static readonly InfoDocument s_document = new(
        new HostInfo
        {
            Architecture = "amd64",
            Kernel = "6.1.0",
            Hostname = "here",
            CgroupVersion = "v1",
            Cpus = 2,
            MemoryBytes = 1024,
            Distribution = ("debian", "12"),
            Runtime = new ToolInfo("runc", "/usr/bin/runc", "runc version 1.1.5\nspec: 1.0.2"),
            Conmon = new ToolInfo("conmon", "/usr/bin/conmon", "2.1.6"),
            Criu = new ToolInfo("criu", null, null),
            BackingFileSystem = "extfs",
            Containers = new Dictionary<ContainerState, int>
            {
                [ContainerState.Running] = 1,
                [ContainerState.Checkpointed] = 2,
            },
            Images = 3,
        },
        s_options,
        new HostLayout(s_options));

    [Theory]
    [InlineData("{{.Host.OCIRuntime.Name}}", "runc")]
    [InlineData("{{ .Host.OCIRuntime.Name }}", "runc")]
    [InlineData("{{.Store.GraphDriverName}}", "overlay")]
    [InlineData("{{.Host.CgroupsVersion}} {{.Host.CgroupManager}}", "v1 cgroupfs")]
    [InlineData("{{.Store.ContainerStore.Running}}/{{.Store.ContainerStore.Number}}", "1/3")]
    [InlineData("{{.Store.GraphRoot}}", "/var/lib/gantry")]
    public void Templates_use_the_names_of_gos_fields(string format, string expected)
    {
        var text = GoTemplate.Parse(format, "info", TemplateData.Schema).Render(s_document.ToTemplateData());

        Assert.Equal(expected, text);
    }

    [Fact]
    public void The_document_is_yaml_with_the_names_of_json()
    {
        var text = Yaml.Render(s_document.ToOutput());

        Assert.Contains(
            "  ociRuntime:\n    name: runc\n    path: /usr/bin/runc\n    version: |-\n      runc version 1.1.5\n  "
            + "    spec: 1.0.2\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains(
            "  distribution:\n    distribution: debian\n    version: '12'\n", text, StringComparison.Ordinal);
        Assert.Contains("  kernel: '6.1.0'\n", text, StringComparison.Ordinal);
        Assert.Contains("    path: ''\n", text, StringComparison.Ordinal);
    }
}
