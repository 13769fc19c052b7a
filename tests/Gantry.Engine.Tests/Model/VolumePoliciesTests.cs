using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tests.Model;

public sealed class VolumePoliciesTests
{
    [Fact]
    public void Each_volume_has_its_policy_and_the_star_stands_for_the_others()
    {
        var policies = VolumePolicies.Parse(["a=replace", "*=keep", "b=rename:c", "d=fail"]);

        Assert.Equal(new VolumePolicy.Replace(), policies.For("a"));
        Assert.Equal(new VolumePolicy.Rename("c"), policies.For("b"));
        Assert.Equal(new VolumePolicy.Fail(), policies.For("d"));
        Assert.Equal(new VolumePolicy.Keep(), policies.For("else"));
        Assert.False(policies.AreDefault);
    }

    [Fact]
    public void Without_a_word_no_volume_may_exist()
    {
        var policies = VolumePolicies.Parse([]);

        Assert.True(policies.AreDefault);
        Assert.Equal(new VolumePolicy.Fail(), policies.For("a"));
    }

    [Theory]
    [InlineData("a", "it must be NAME=POLICY")]
    [InlineData("=keep", "it must be NAME=POLICY")]
    [InlineData("../x=keep", "it must be NAME=POLICY")]
    [InlineData("a=overwrite", "the policies are fail, replace, keep and rename:NEW")]
    [InlineData("*=rename:b", "one name cannot be given to several volumes")]
    [InlineData("a=rename:", "volume")]
    [InlineData("a=rename:../b", "../b")]
    [InlineData("b=keep", "the volume has a policy already")]
    public void What_is_malformed_is_refused(string word, string complaint)
    {
        var error = Assert.Throws<GantryException>(() => VolumePolicies.Parse(["b=fail", word]));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }
}
