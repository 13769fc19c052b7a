using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Containers.Creation;

public class ContainerNamesTests
{
    [Fact]
    public void A_made_up_name_is_an_adjective_and_a_noun()
    {
        var name = ContainerNames.NewRandom(_ => false);

        Assert.Matches("^[a-z]+_[a-z]+$", name);
        Assert.True(ObjectName.IsValid(name));
    }

    [Fact]
    public void Names_that_are_taken_are_passed_over()
    {
        var offered = new List<string>();

        var name = ContainerNames.NewRandom(candidate =>
        {
            offered.Add(candidate);
            return offered.Count < 3;
        });

        Assert.Equal(offered[2], name);
    }

    [Fact]
    public void When_all_are_taken_digits_follow()
    {
        var name = ContainerNames.NewRandom(_ => true);

        Assert.Matches("^[a-z]+_[a-z]+[0-9]{6}$", name);
    }
}
