using System.Text.Json.Nodes;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Tests.Rendering;

public sealed class ImageListingTests
{
    private static string Render(string format, bool truncate, params string[] names) =>
        new ImageListing(TestContext.Now, truncate, _ => 2)
            .Render(ImageListing.ToRows([Samples.Image(names)]), format, noHeading: false);

    [Fact]
    public void Every_name_has_a_row()
    {
        var text = Render(
            ImageListing.DefaultFormat(withDigests: false),
            true,
            "localhost/app:1",
            "registry.example.com:5000/app:latest");

        Assert.Equal(
            "REPOSITORY                     TAG         IMAGE ID      CREATED     SIZE\n" +
            "localhost/app                  1           aaaaaaaaaaaa  3 days ago  4.32 MB\n" +
            "registry.example.com:5000/app  latest      aaaaaaaaaaaa  3 days ago  4.32 MB\n",
            text);
    }

    [Fact]
    public void An_image_without_a_name_has_one_row()
    {
        var text = Render("{{.Repository}}:{{.Tag}} {{.ID}}", false);

        Assert.Equal($"<none>:<none> sha256:{new string('a', 64)}\n", text);
    }

    [Fact]
    public void Json_has_podmans_fields()
    {
        var row = JsonNode.Parse(Render("json", true, "localhost/app:1"))![0]!.AsObject();

        Assert.Equal(
            [
                "Id", "ParentId", "RepoTags", "RepoDigests", "Size", "SharedSize", "VirtualSize", "Labels",
                "Containers", "Names",
                "Digest", "History", "Created", "CreatedAt",
            ],
            row.Select(pair => pair.Key));
        Assert.Equal($"localhost/app@sha256:{new string('b', 64)}", (string)row["RepoDigests"]![0]!);
        Assert.Equal("2026-11-21T07:30:00Z", (string)row["CreatedAt"]!);
        Assert.Equal(2, (int)row["Containers"]!);
    }
}
