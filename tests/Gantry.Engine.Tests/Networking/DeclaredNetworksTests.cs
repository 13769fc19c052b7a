using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.Networking;

public sealed class DeclaredNetworksTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly NetworkStore _networks;

    public DeclaredNetworksTests()
    {
        Directory.CreateDirectory(Folder);
        _networks = new NetworkStore(
            new NetworkTable(_host.Database),
            new NetworkNames(_host.Layout),
            new DeclaredNetworks(Folder),
            TimeProvider.System,
            NullLogger.Instance);
    }

    private string Folder => Path.Join(_host.Folder, "networks");

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_declared_network_is_there_as_it_was_declared()
    {
        Declare("back", "10.212.77.0/24", id: 'a');

        var network = _networks.Resolve("aaaa");

        Assert.Equal(("back", "10.212.77.0/24"), (network.Name, network.Subnets!.Single().Subnet));
        Assert.Equal(["back", "gantry"], _networks.List().Select(listed => listed.Name));
    }

    [Fact]
    public void The_default_network_can_be_declared()
    {
        Declare("gantry", "10.212.0.0/16");

        Assert.Equal("10.212.0.0/16", _networks.Resolve("podman").Subnets!.Single().Subnet);
    }

    [Fact]
    public void A_declared_network_stays_until_its_file_is_removed()
    {
        Declare("back", "10.212.77.0/24");
        _networks.List();

        var error = Assert.Throws<GantryException>(() => _networks.Remove("back"));
        var pruned = _networks.Prune(_ => true);
        File.Delete(FileOf("back"));
        _networks.Remove("back");

        Assert.Equal($"network back is declared in \"{FileOf("back")}\": remove the file first", error.Message);
        Assert.Empty(pruned);
        Assert.DoesNotContain(_networks.List(), network => network.Name == "back");
    }

    [Theory]
    [InlineData("{", "does not declare a network")]
    [InlineData("{\"name\":\"other\",\"id\":\"1\"}", "its name is not the file's")]
    [InlineData("{\"name\":\"back\",\"id\":\"1\"}", "its id is not 64 hexadecimal digits")]
    public void A_wrong_declaration_stops_only_who_asks_for_it(string text, string complaint)
    {
        File.WriteAllText(FileOf("back"), text);

        var error = Assert.Throws<GantryException>(() => _networks.Find("back"));

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Equal("gantry", Assert.Single(_networks.List()).Name);
    }

    [Fact]
    public void A_declared_subnet_that_another_network_has_is_refused()
    {
        _networks.Create(new NetworkCreateRequest { Name = "first", Subnets = ["10.212.77.0/24"] });
        Declare("back", "10.212.0.0/16");

        var error = Assert.Throws<GantryException>(() => _networks.Find("back"));

        Assert.EndsWith("declares a network with an id or a subnet of network first", error.Message, StringComparison.Ordinal);
    }

    private void Declare(string name, string subnet, char id = 'f') => File.WriteAllText(
        FileOf(name),
        $$"""{"name":"{{name}}","id":"{{new string(id, 64)}}","driver":"bridge","subnets":[{"subnet":"{{subnet}}"}]}""");

    private string FileOf(string name) => Path.Join(Folder, name + ".json");
}
