using System.Globalization;
using Gantry.Engine.Archive;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>What a checkpoint image says of itself in its annotations: whose it is and what made it.</summary>
internal sealed class CheckpointImageFacts(CheckpointServices services)
{
    /// <summary>The annotations for a container's checkpoint made here and now.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DescribeAsync(
        Container container, CancellationToken cancellationToken)
    {
        var runtime = services.Context.Runtimes.Get(container.Spec.Runtime);
        var answers = new ToolAnswers(services.Context.Layout.ToolAnswers);
        var criu = await new Criu(services.Tools.Find("criu"), answers).VersionAsync(cancellationToken);
        var conmon = await answers.AskAsync(
            services.Context.Options.Conmon ?? services.Tools.Find("conmon"), ["--version"], cancellationToken);
        var (distribution, version) = OsRelease.Read();
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [CheckpointAnnotations.ContainerName] = container.Name,
            [CheckpointAnnotations.RawImageName] = container.Spec.RawImageName,
            [CheckpointAnnotations.RootFileSystemImageId] = container.Spec.ImageId.Hex,
            [CheckpointAnnotations.RootFileSystemImageName] = container.Spec.ImageName,
            [CheckpointAnnotations.EngineVersion] = ArchiveManifest.EngineName,
            [CheckpointAnnotations.CriuVersion] = criu.ToString(CultureInfo.InvariantCulture),
            [CheckpointAnnotations.RuntimeName] = runtime.Name,
            [CheckpointAnnotations.RuntimeVersion] = await runtime.VersionAsync(cancellationToken),
            [CheckpointAnnotations.ConmonVersion] = string.Join(", ", conmon.Trim().Split('\n')),
            [CheckpointAnnotations.HostArchitecture] = Machine.Architecture,
            [CheckpointAnnotations.HostKernel] = Machine.KernelRelease,
            [CheckpointAnnotations.CgroupVersion] = Cgroups.Version == CgroupVersion.V2 ? "v2" : "v1",
            [CheckpointAnnotations.DistributionVersion] = version,
            [CheckpointAnnotations.DistributionName] = distribution,
        };
    }
}
