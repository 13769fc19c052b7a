using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Model.Containers;

public class RestartPolicyTests
{
    [Theory]
    [InlineData("", "no", 0)]
    [InlineData("no", "no", 0)]
    [InlineData("never", "no", 0)]
    [InlineData("always", "always", 0)]
    [InlineData("unless-stopped", "unless-stopped", 0)]
    [InlineData("on-failure", "on-failure", 0)]
    [InlineData("on-failure:3", "on-failure", 3)]
    public void A_policy_is_read(string text, string name, int retries)
    {
        var policy = RestartPolicy.Parse(text);

        Assert.Equal(new RestartPolicy(name, retries), policy);
    }

    [Theory]
    [InlineData("always:3", "restart policy retries can only be specified with on-failure restart policy")]
    [InlineData("on-failure:3:4", "invalid restart policy: may specify retries at most once")]
    [InlineData("on-failure:x", "parsing restart policy retry count \"x\": it must be a number, 0 or greater")]
    [InlineData("on-failure:-1", "parsing restart policy retry count \"-1\": it must be a number, 0 or greater")]
    [InlineData("sometimes", "\"sometimes\" is not a valid restart policy: invalid argument")]
    public void A_wrong_policy_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => RestartPolicy.Parse(text));

        Assert.Equal(message, error.Message);
    }
}
