using System.Text;
using Gantry.Engine.Inspection;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Tests.Inspection;

public sealed class ContainerReportsTests
{
    [Theory]
    [InlineData("""{"io.container.manager":"cri-o"}""", "CRI-O")]
    [InlineData("""{"io.kubernetes.cri.sandbox-name":"pod1"}""", "containerd")]
    [InlineData("""{"io.container.manager":"libpod"}""", "Podman")]
    [InlineData("""{"io.container.manager":"other"}""", "other")]
    [InlineData("{}", "unknown")]
    public void The_engine_is_known_by_its_marks(string annotations, string engine)
    {
        var reports = Read("{}", $$"""{"annotations":{{annotations}}}""");

        Assert.Equal(engine, reports.Engine);
    }

    [Fact]
    public void The_short_records_of_Kubernetes_engines_are_enough()
    {
        var reports = Read(
            """
            {"id":"ab","name":"web","rootfsImageName":"localhost/web:1","rootfsImageRef":"localhost/web@sha256:00",
             "runtime":"io.containerd.runc.v2","checkpointedTime":"2026-11-24T05:00:00Z"}
            """,
            """{"annotations":{"io.kubernetes.pod.name":"pod1"},"process":{"args":["/web","-v"],"cwd":"/srv","env":["A=b"]}}""");

        var container = reports.Report(new Dictionary<string, NetworkStatus>(), written: null, showSecrets: false);

        Assert.Equal(("web", "localhost/web:1", "localhost/web@sha256:00", "pod1"), (container.Name, container.Image, container.ImageId, container.Pod));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero), container.Checkpointed);
        Assert.Null(container.Created);
        Assert.Equal(["/web", "-v"], container.Command);
    }

    [Theory]
    [InlineData("DB_PASSWORD=hunter2", false)]
    [InlineData("API_TOKEN=x", false)]
    [InlineData("aws_secret_access_key=x", false)]
    [InlineData("URL=postgres://me:hunter2@db/x", false)]
    [InlineData("URL=http://db:5432/x", true)]
    [InlineData("PATH=/bin", true)]
    public void Values_that_look_like_secrets_are_hidden_unless_asked_for(string variable, bool isShown)
    {
        var hidden = EnvironmentReport.Of([variable], showSecrets: false).Single();
        var shown = EnvironmentReport.Of([variable], showSecrets: true).Single();

        Assert.Equal(isShown, hidden.Value is not null);
        Assert.Equal(variable, $"{shown.Name}={shown.Value}");
    }

    private static ContainerReports Read(string config, string spec) =>
        new("x", Encoding.UTF8.GetBytes(config), Encoding.UTF8.GetBytes(spec));
}
