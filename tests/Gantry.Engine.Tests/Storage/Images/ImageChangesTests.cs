using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Storage.Images;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageChangesTests
{
    [Fact]
    public void All_instructions_reach_the_config()
    {
        string[] changes =
        [
            "CMD [\"/bin/app\", \"a b\"]", "ENTRYPOINT /bin/init", "ENV A=1 B=\"2 3\"", "env C four five", "ENV A=6",
            "EXPOSE 80", "EXPOSE 53/udp", "LABEL k=v", "LABEL \"with space\"=\"x=y\"", "STOPSIGNAL SIGINT", "USER 1:2",
            "VOLUME [\"/v1\", \"/v2\"]", "VOLUME /v3", "WORKDIR=/srv",
        ];

        var config = ToModel(ImageChanges.Apply(changes));

        Assert.Equal(["/bin/app", "a b"], config.Command);
        Assert.Equal(["/bin/sh", "-c", "/bin/init"], config.Entrypoint);
        Assert.Equal(["B=2 3", "C=four five", "A=6"], config.Environment);
        Assert.Equal(["53/udp", "80/tcp"], config.ExposedPorts);
        Assert.Equal("v", config.Labels["k"]);
        Assert.Equal("x=y", config.Labels["with space"]);
        Assert.Equal("SIGINT", config.StopSignal);
        Assert.Equal("1:2", config.User);
        Assert.Equal(["/v1", "/v2", "/v3"], config.Volumes);
        Assert.Equal("/srv", config.WorkingDirectory);
    }

    [Theory]
    [InlineData("RUN make")]
    [InlineData("CMD")]
    [InlineData("EXPOSE web")]
    [InlineData("EXPOSE 80/icmp")]
    [InlineData("EXPOSE 70000")]
    [InlineData("LABEL \"open=1")]
    [InlineData("ENV A")]
    public void A_change_that_makes_no_sense_is_refused(string change)
    {
        var error = Assert.Throws<GantryException>(() => ImageChanges.Apply([change]));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains(change, error.Message, StringComparison.Ordinal);
    }

    private static ImageConfig ToModel(ConfigDocument.ExecutionDocument execution) =>
        ImageDocuments.ToModel(new ConfigDocument
        {
            Config = execution,
            RootFileSystem = new ConfigDocument.RootFileSystemDocument(),
        });
}
