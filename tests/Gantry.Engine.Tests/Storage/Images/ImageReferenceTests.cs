using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageReferenceTests
{
    private const string Sha = "sha256:4ee59ed5bf45d1a11d2ea7c327e5fc98092b4270934eb4bad666871b2a3f48e3";

    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("alpine:3", "docker.io/library/alpine:3")]
    [InlineData("user/app", "docker.io/user/app:latest")]
    [InlineData("docker.io/alpine", "docker.io/library/alpine:latest")]
    [InlineData("index.docker.io/alpine", "docker.io/library/alpine:latest")]
    [InlineData("localhost/x:1", "localhost/x:1")]
    [InlineData("localhost:5000/x", "localhost:5000/x:latest")]
    [InlineData("127.0.0.1:1/a/b:c", "127.0.0.1:1/a/b:c")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a:latest")]
    [InlineData("alpine@" + Sha, "docker.io/library/alpine@" + Sha)]
    [InlineData("r.example/x:1@" + Sha, "r.example/x:1@" + Sha)]
    public void A_docker_name_is_completed(string written, string expected)
    {
        var reference = ImageReference.ParseDocker(written);

        Assert.Equal(expected, reference.ToString());
    }

    [Theory]
    [InlineData("x", "localhost/x:latest")]
    [InlineData("user/x:1", "localhost/user/x:1")]
    [InlineData("quay.example/x", "quay.example/x:latest")]
    public void A_local_name_gets_localhost(string written, string expected)
    {
        var reference = ImageReference.ParseLocal(written);

        Assert.Equal(expected, reference.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Alpine")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a:")]
    [InlineData("a:b:c")]
    [InlineData("a@sha256:12")]
    [InlineData("a b")]
    [InlineData("../a")]
    [InlineData("host:port/a")]
    [InlineData("a:1\n")]
    public void A_malformed_name_is_refused(string written)
    {
        var error = Assert.Throws<GantryException>(() => ImageReference.Parse(written));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains("invalid reference format", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upper_case_is_named_as_the_reason()
    {
        var error = Assert.Throws<GantryException>(() => ImageReference.Parse("library/Alpine"));

        Assert.EndsWith("repository name must be lowercase", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_name_may_mean_localhost_first_and_Docker_then()
    {
        var candidates = ImageReference.Candidates("x").Select(candidate => candidate.ToString());

        Assert.Equal(["localhost/x:latest", "docker.io/library/x:latest"], candidates);
    }
}
