using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tests.Containers.Creation;

/// <summary>A host in a temporary folder: a root file system, a run directory and what this host can do.</summary>
internal sealed class CreationHost : IDisposable
{
    public static readonly ContainerId Id = ContainerId.Parse(new string('a', 52) + "0123456789ab");

    public CreationHost()
    {
        Folder = Directory.CreateTempSubdirectory("gantry-creation-").FullName;
        foreach (var name in (string[])["rootfs/etc", "run", "shm", "b"])
        {
            Directory.CreateDirectory(Path.Join(Folder, name));
        }

        File.WriteAllText(Path.Join(Folder, "init"), "");
        File.WriteAllText(Path.Join(Rootfs, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Facts = new HostFacts
        {
            Hostname = "host",
            Capabilities = CapabilityNames.ByNumber.ToHashSet(),
            Controllers = new HashSet<string> { "memory", "memory.swap", "cpu", "cpuset", "pids" },
            SeccompProfile = DataPath("seccomp-profile.json"),
            InitProgram = Path.Join(Folder, "init"),
        };
    }

    public static EngineOptions Options { get; } = new();

    public string Folder { get; }

    public string Rootfs => Path.Join(Folder, "rootfs");

    public string Run => Path.Join(Folder, "run");

    public HostFacts Facts { get; set; }

    public FinalizeContext Context => new()
    {
        RootPath = Rootfs,
        RunDirectory = Run,
        ShmPath = Path.Join(Folder, "shm"),
    };

    public static string DataPath(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Gantry.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException("Gantry.slnx is not above us.");
        }

        return Path.Join(folder, "tests/Gantry.Engine.Tests/Containers/Creation/Data", name);
    }

    public static Image MakeImage(ImageConfig? config = null) => new()
    {
        Id = Digest.Of([1]),
        ManifestDigest = Digest.Of([2]),
        Names = ["localhost/fixture:1"],
        Config = config ?? new ImageConfig { Command = ["/bin/app"], Environment = ["PATH=/bin"] },
    };

    public static CreateRequest MakeRequest(params string[] command) =>
        new() { Image = "localhost/fixture:1", Command = command };

    public static Container MakeContainer(CreateRequest request, Image? image = null, SpecDefaults? defaults = null) => new()
    {
        Id = Id,
        Name = "test",
        Created = new DateTimeOffset(2026, 11, 24, 5, 15, 13, TimeSpan.Zero).AddTicks(7_714_695),
        Spec = new SpecResolver(defaults ?? new SpecDefaults(), _ => Id).Resolve(request, image ?? MakeImage()).Spec,
    };

    public BundleBuilder MakeBuilder(EngineOptions? options = null) =>
        new(options ?? Options, new HostLayout(options ?? Options), Facts);

    public FinalizedSpec Finalize(Container container, FinalizeContext? context = null)
    {
        var builder = MakeBuilder();
        var volumes = container.Spec.Volumes.ToDictionary(
            volume => volume.Name, volume => "VOLUME/" + (volume.Anonymous ? "anonymous" : volume.Name));
        return builder.Finalize(
            builder.BuildTemplate(container), container, (context ?? Context) with { VolumeMountPoints = volumes });
    }

    public OciSpec Finalize(CreateRequest request, Image? image = null) =>
        Finalize(MakeContainer(request, image)).Spec;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
