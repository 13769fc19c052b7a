using System.Text;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Checkpoints.Definition;

public sealed class IncompleteDefinitionTests
{
    private const string Id = "\"id\":\"5f0c000000000000000000000000000000000000000000000000000000000000\",\"name\":\"web\"";
    private const string Image = "\"rootfsImageName\":\"x\",\"rootfsImageID\":\"5f0c000000000000000000000000000000000000000000000000000000000000\"";

    [Theory]
    [InlineData("{}")]
    [InlineData("{" + Id + "}")]
    [InlineData("{" + Id + "," + Image + "}")]
    [InlineData("{" + Id + "," + Image + ",\"runtime\":\"runc\",\"namedVolumes\":[{}]}")]
    [InlineData("{" + Id + "," + Image + ",\"runtime\":\"runc\"}")]
    public void What_is_missing_is_refused_and_nothing_crashes(string config)
    {
        var error = Assert.Throws<GantryException>(
            () => DefinitionReader.Read("x.tar", Encoding.UTF8.GetBytes(config), "{}"u8));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }
}
