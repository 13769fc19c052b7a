using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>
/// Makes the report of a container from what Podman, CRI-O, containerd and Gantry write of it. Less strict than an
/// import: what is missing is empty.
/// </summary>
internal sealed class ContainerReports
{
    private const string ManagerAnnotation = "io.container.manager";
    private const string PodAnnotation = "io.kubernetes.pod.name";

    // Missing members are null here whatever their type says: generated deserialisation does not run initializers.
    private readonly ConfigDump _config;
    private readonly OciSpec _spec;
    private readonly IReadOnlyDictionary<string, string> _annotations;

    /// <summary>Reads both files.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: they cannot be read.</exception>
    public ContainerReports(string archiveName, ReadOnlySpan<byte> configDump, ReadOnlySpan<byte> specDump)
    {
        _config = Parse(archiveName, "config.dump", configDump, DefinitionJsonContext.Default.ConfigDump);
        _spec = Parse(archiveName, "spec.dump", specDump, OciJsonContext.Default.OciSpec);
        _annotations = _spec.Annotations ?? ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>The engine that made it, by the marks that it leaves.</summary>
    public string Engine => (_annotations.GetValueOrDefault(ManagerAnnotation), HasAnnotationsOf("io.kubernetes.cri.")) switch
    {
        ("libpod", _) => "Podman",
        ("cri-o", _) => "CRI-O",
        ({ Length: > 0 } other, _) => other,
        (_, true) => "containerd",
        _ => "unknown",
    };

    /// <summary>The report, without the volumes' content.</summary>
    /// <param name="networkStatus">Addresses by network.</param>
    /// <param name="written">When the files were written; counts when the engine noted no time.</param>
    /// <param name="showSecrets">Keep all values of the environment.</param>
    public ContainerReport Report(
        IReadOnlyDictionary<string, NetworkStatus> networkStatus, DateTimeOffset? written, bool showSecrets) => new()
        {
            Id = _config.Id ?? "",
            Name = _config.Name ?? "",
            Image = _config.RootfsImageName ?? "",
            ImageId = _config.RootfsImageId is { Length: > 0 } id ? id : _config.RootfsImageRef ?? "",
            Runtime = _config.Runtime ?? "",
            Created = _config.CreatedTime == default ? null : _config.CreatedTime,
            Checkpointed = _config.CheckpointedTime is { } noted && noted != default ? noted : written,
            Command = _spec.Process?.Args ?? [],
            WorkingDirectory = _spec.Process?.Cwd ?? "",
            User = _spec.Process is { User: not null } process
                ? string.Create(CultureInfo.InvariantCulture, $"{process.User.Uid}:{process.User.Gid}")
                : "",
            Hostname = _spec.Hostname ?? "",
            Pod = _annotations.GetValueOrDefault(PodAnnotation) ?? _config.Pod ?? "",
            Environment = EnvironmentReport.Of(_spec.Process?.Env ?? [], showSecrets),
            Labels = _config.Labels ?? ImmutableSortedDictionary<string, string>.Empty,
            Annotations = _annotations,
            Volumes = [.. (_config.NamedVolumes ?? []).Select(one => new VolumeReport(one.VolumeName, one.Destination, null))],
            Mounts = [.. (_spec.Mounts ?? []).Select(one => new MountReport(one.Destination, one.Type ?? "", one.Source ?? "", one.Options ?? []))],
            Ports = [.. (_config.Ports ?? []).SelectMany(Ports)],
            Addresses = [.. networkStatus.SelectMany(Addresses)],
        };

    private static IEnumerable<PortReport> Ports(ConfigDumpPort port) =>
        Enumerable.Range(0, Math.Max((ushort)1, port.Range)).Select(offset => new PortReport(
            port.HostAddress ?? "", port.HostPort + offset, port.ContainerPort + offset, port.Protocol ?? "tcp"));

    private static IEnumerable<AddressReport> Addresses(KeyValuePair<string, NetworkStatus> network) =>
        from one in network.Value.Interfaces ?? ImmutableSortedDictionary<string, NetworkInterfaceStatus>.Empty
        from address in one.Value.Addresses ?? []
        select new AddressReport(network.Key, one.Key, address.AddressAndPrefix, one.Value.MacAddress);

    private bool HasAnnotationsOf(string prefix) =>
        _annotations.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    private static T Parse<T>(string archiveName, string entry, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Invalid("it is empty", null);
        }
        catch (JsonException e)
        {
            throw Invalid(e.Message, e);
        }

        GantryException Invalid(string reason, Exception? error) =>
            new(ErrorCode.Invalid, $"Cannot inspect {archiveName}: {entry} cannot be read: {reason}", error);
    }
}
