using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Tests.State;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class CriuConfigurationTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly CriuConfiguration _configuration;

    public CriuConfigurationTests()
    {
        _configuration = new CriuConfiguration(_host.Layout);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_dump_that_needs_no_network_lock_goes_without()
    {
        var container = Running(TemporaryHost.Spec());

        _configuration.WriteForDump(container, needsNetworkLock: false);

        Assert.Equal("network-lock skip\n", File.ReadAllText(_host.Layout.CriuConfiguration(container.Id)));
    }

    [Fact]
    public void A_dump_that_needs_the_lock_gets_no_file_and_none_of_an_earlier_dump()
    {
        var container = Running(TemporaryHost.Spec());
        _configuration.WriteForDump(container, needsNetworkLock: false);

        _configuration.WriteForDump(container, needsNetworkLock: true);

        Assert.False(File.Exists(_host.Layout.CriuConfiguration(container.Id)));
    }

    [Fact]
    public void What_the_person_configured_goes_first()
    {
        var personal = Path.Join(_host.Folder, "criu.conf");
        File.WriteAllText(personal, "skip-file-rwx-check\n");
        var container = Running(TemporaryHost.Spec() with
        {
            Annotations = new Dictionary<string, string> { [CriuAnnotations.Configuration] = personal },
        });

        _configuration.WriteForDump(container, needsNetworkLock: false);

        Assert.Equal(
            ["skip-file-rwx-check", "network-lock skip"],
            File.ReadAllLines(_host.Layout.CriuConfiguration(container.Id)));
    }

    private Container Running(ContainerSpec spec)
    {
        var container = _host.Add("web", spec);
        Directory.CreateDirectory(_host.Layout.Run(container.Id));
        return container;
    }
}
