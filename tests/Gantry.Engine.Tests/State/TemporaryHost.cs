using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Tests.State;

/// <summary>An installation in a temporary folder, with an open database; removed when disposed.</summary>
internal sealed class TemporaryHost : IDisposable
{
    public TemporaryHost()
    {
        Folder = Directory.CreateTempSubdirectory("gantry-").FullName;
        Layout = new HostLayout(new EngineOptions
        {
            Root = Path.Join(Folder, "root"),
            RunRoot = Path.Join(Folder, "run"),
        });
        Database = StateDatabase.Open(Layout.Database);
        Containers = new ContainerTable(Database);
        Volumes = new VolumeTable(Database);
        Locks = new ContainerLocks(Layout);
    }

    public string Folder { get; }

    public HostLayout Layout { get; }

    public StateDatabase Database { get; }

    public ContainerTable Containers { get; }

    public VolumeTable Volumes { get; }

    public ContainerLocks Locks { get; }

    public static ContainerSpec Spec(params string[] volumes) => new()
    {
        ImageName = "localhost/app:1",
        RawImageName = "app:1",
        ImageId = Digest.Of("app"u8),
        Runtime = "runc",
        Volumes = [.. volumes.Select(v => new VolumeMount { Name = v, Destination = "/" + v })],
    };

    public Container Add(string name, ContainerSpec? spec = null, ContainerId? id = null)
    {
        var container = new Container
        {
            Id = id ?? ContainerId.NewRandom(),
            Name = name,
            Created = DateTimeOffset.UnixEpoch.AddSeconds(Containers.List().Count),
            Spec = spec ?? Spec(),
        };
        Containers.Insert(container);
        return container;
    }

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
