using Gantry.Engine.Model;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine;

/// <summary>Finds out what a host and an installation are made of.</summary>
internal sealed class HostProbe(EngineServices services)
{
    /// <summary>Asks the kernel and every tool; a missing tool is no error.</summary>
    public async Task<HostInfo> ReadAsync(CancellationToken cancellationToken)
    {
        var runtime = services.Context.Runtimes.Get(null);
        return new HostInfo
        {
            Architecture = Machine.Architecture,
            Kernel = Machine.KernelRelease,
            Hostname = Machine.Hostname,
            CgroupVersion = Cgroups.Version == CgroupVersion.V2 ? "v2" : "v1",
            Cpus = Environment.ProcessorCount,
            MemoryBytes = Machine.MemoryBytes,
            Distribution = OsRelease.Read(),
            Runtime = new ToolInfo(runtime.Name, runtime.Path, (await runtime.VersionAsync(cancellationToken)).Trim()),
            Conmon = await ProbeAsync("conmon", path => new Conmon(path).VersionAsync(cancellationToken)),
            Criu = await ProbeAsync("criu", async path => FormatCriu(await CriuAt(path).VersionAsync(cancellationToken))),
            BackingFileSystem = Filesystem.FileSystemType(services.Layout.Root),
            Containers = services.Context.Containers.List()
                .Select(services.Reconciler.Correct)
                .CountBy(c => c.Status.State)
                .ToDictionary(),
            Images = services.Images.List().Count,
        };
    }

    private async Task<ToolInfo> ProbeAsync(string name, Func<string, Task<string>> version)
    {
        if (services.Tools.TryFind(name) is not { } path)
        {
            return new ToolInfo(name, null, null);
        }

        try
        {
            return new ToolInfo(name, path, await version(path));
        }
        catch (GantryException e)
        {
            return new ToolInfo(name, path, e.Message);
        }
    }

    private Criu CriuAt(string path) => new(path, new ToolAnswers(services.Layout.ToolAnswers));

    private static string FormatCriu(int version) =>
        $"{version / 10000}.{version / 100 % 100}.{version % 100}";
}
