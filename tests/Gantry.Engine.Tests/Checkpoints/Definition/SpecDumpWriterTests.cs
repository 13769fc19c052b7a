using System.Text.Json.Nodes;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Tests.State;

namespace Gantry.Engine.Tests.Checkpoints.Definition;

public sealed class SpecDumpWriterTests
{
    private static readonly byte[] s_configuration =
        """{"ociVersion":"1.0.2","annotations":{"a":"b","org.criu.config":"/run/gantry/criu.conf"}}"""u8.ToArray();

    [Fact]
    public void Where_this_host_keeps_options_for_criu_stays_here()
    {
        var annotations = Annotations(SpecDumpWriter.Write(s_configuration, TemporaryHost.Spec()));

        Assert.Equal("b", (string?)Assert.Single(annotations).Value);
    }

    [Fact]
    public void A_configuration_of_criu_that_the_person_named_goes_along()
    {
        var spec = TemporaryHost.Spec() with
        {
            Annotations = new Dictionary<string, string> { [CriuAnnotations.Configuration] = "/etc/mine.conf" },
        };

        var annotations = Annotations(SpecDumpWriter.Write(s_configuration, spec));

        Assert.Equal("/etc/mine.conf", (string?)annotations[CriuAnnotations.Configuration]);
    }

    private static JsonObject Annotations(byte[] document) => JsonNode.Parse(document)!["annotations"]!.AsObject();
}
