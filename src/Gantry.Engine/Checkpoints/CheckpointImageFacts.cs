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
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
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
        AddCommon(facts, container);
        AddCrios(facts);
        return facts;
    }

    private void AddCommon(SortedDictionary<string, string> facts, Container container)
    {
        Add("engine.name", "gantry");
        Add("engine.version", ArchiveManifest.EngineName);
        Add("container.name", container.Name);
        Add("rawImageName", container.Spec.RawImageName);
        Add("rootfsImageName", container.Spec.ImageName);
        Add("rootfsImageUserRequested", container.Spec.RawImageName);
        Add("rootfsImageID", container.Spec.ImageId.Hex);
        if (services.Images.Find(container.Spec.ImageId.Hex) is { } image)
        {
            Add("rootfsImageSha", image.ManifestDigest.ToString());
        }

        if (container.Spec.Pod is { } pod)
        {
            Add("pod.id", pod);
            Add("pod.name", services.Pods.Find(pod)?.Name ?? pod);
        }

        Add("runtime.name", facts[CheckpointAnnotations.RuntimeName]);
        Add("runtime.version", facts[CheckpointAnnotations.RuntimeVersion]);
        Add("criu.version", facts[CheckpointAnnotations.CriuVersion]);
        Add("conmon.version", facts[CheckpointAnnotations.ConmonVersion]);
        Add("host.arch", facts[CheckpointAnnotations.HostArchitecture]);
        Add("host.kernel", facts[CheckpointAnnotations.HostKernel]);
        Add("cgroup.version", facts[CheckpointAnnotations.CgroupVersion]);
        Add("distribution.name", facts[CheckpointAnnotations.DistributionName]);
        Add("distribution.version", facts[CheckpointAnnotations.DistributionVersion]);

        void Add(string name, string value) => facts[ForeignCheckpointAnnotations.Common + name] = value;
    }

    private static void AddCrios(SortedDictionary<string, string> facts)
    {
        (string Name, string Source)[] pairs =
        [
            ("name", CheckpointAnnotations.ContainerName),
            ("rawImageName", CheckpointAnnotations.RawImageName),
            ("rootfsImageID", CheckpointAnnotations.RootFileSystemImageId),
            ("rootfsImageName", CheckpointAnnotations.RootFileSystemImageName),
            ("cri-o.version", CheckpointAnnotations.EngineVersion),
            ("criu.version", CheckpointAnnotations.CriuVersion),
        ];
        foreach (var (name, source) in pairs)
        {
            facts[ForeignCheckpointAnnotations.Crio + name] = facts[source];
        }
    }
}
