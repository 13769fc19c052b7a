using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Tests;

/// <summary>Records to render.</summary>
internal static class Samples
{
    public static Digest ImageId { get; } = Digest.Parse(new string('a', 64));

    public static Container Container(
        char digit, string name, ContainerStatus status, ContainerSpec? spec = null) => new()
        {
            Id = ContainerId.Parse(new string(digit, 64)),
            Name = name,
            Created = TestContext.Now.AddMinutes(-(digit - '0')),
            Spec = spec ?? Spec(),
            Status = status,
        };

    public static ContainerSpec Spec() => new()
    {
        ImageName = "localhost/app:1",
        RawImageName = "app:1",
        ImageId = ImageId,
        Runtime = "runc",
        Process = new ProcessSpec { Command = ["sh", "-c", "sleep 1000"] },
        Labels = new SortedDictionary<string, string> { ["app"] = "web" },
        Volumes = [new VolumeMount { Name = "data", Destination = "/data" }],
    };

    public static ContainerStatus Running(int seconds) => new()
    {
        State = ContainerState.Running,
        StartedAt = TestContext.Now.AddSeconds(-seconds),
        Process = new ProcessIdentity(4711, 1),
    };

    public static ContainerStatus Exited(ContainerState state, int code, int minutes) => new()
    {
        State = state,
        StartedAt = TestContext.Now.AddMinutes(-minutes - 1),
        FinishedAt = TestContext.Now.AddMinutes(-minutes),
        ExitCode = code,
    };

    public static Image Image(params string[] names) => new()
    {
        Id = ImageId,
        ManifestDigest = Digest.Parse(new string('b', 64)),
        Names = names,
        Created = TestContext.Now.AddDays(-3),
        SizeBytes = 4_321_000,
        Config = new ImageConfig { Labels = new SortedDictionary<string, string> { ["k"] = "v" } },
    };
}
