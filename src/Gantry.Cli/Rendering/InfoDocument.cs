using System.Text.Json.Nodes;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;

namespace Gantry.Cli.Rendering;

/// <summary>
/// <c>info</c> with Podman's names (libpod/define, info.go). Templates use Go's field names, the printed document the
/// JSON names: each field is given with both.
/// </summary>
internal sealed class InfoDocument(HostInfo host, EngineOptions options, HostLayout layout)
{
    /// <summary>As printed.</summary>
    public JsonObject ToOutput() => Build(useGoNames: false);

    /// <summary>For templates.</summary>
    public JsonObject ToTemplateData() => Build(useGoNames: true);

    private JsonObject Build(bool useGoNames)
    {
        var stopped = Count(ContainerState.Created) + Count(ContainerState.Stopped)
            + Count(ContainerState.Checkpointed);
        return Object(
            ("Host", "host", Object(
                ("Arch", "arch", host.Architecture),
                ("CgroupManager", "cgroupManager", options.CgroupManager),
                ("CgroupsVersion", "cgroupVersion", host.CgroupVersion),
                ("Conmon", "conmon", Tool(host.Conmon)),
                ("CPUs", "cpus", host.Cpus),
                ("Criu", "criu", Tool(host.Criu)),
                ("Distribution", "distribution", Object(
                    ("Distribution", "distribution", host.Distribution.Name),
                    ("Version", "version", host.Distribution.Version))),
                ("EventLogger", "eventLogger", options.EventsBackend),
                ("Hostname", "hostname", host.Hostname),
                ("Kernel", "kernel", host.Kernel),
                ("LogDriver", "logDriver", "k8s-file"),
                ("MemTotal", "memTotal", host.MemoryBytes),
                ("NetworkBackend", "networkBackend", "netavark"),
                ("OCIRuntime", "ociRuntime", Tool(host.Runtime)),
                ("RemoteSocket", "remoteSocket", Object(("Exists", "exists", false))),
                ("Security", "security", Object(("Rootless", "rootless", false))),
                ("ServiceIsRemote", "serviceIsRemote", false),
                ("OS", "os", "linux"))),
            ("Store", "store", Object(
                ("ContainerStore", "containerStore", Object(
                    ("Number", "number", host.Containers.Values.Sum()),
                    ("Paused", "paused", Count(ContainerState.Paused)),
                    ("Running", "running", Count(ContainerState.Running)),
                    ("Stopped", "stopped", stopped))),
                ("GraphDriverName", "graphDriverName", "overlay"),
                ("GraphRoot", "graphRoot", layout.Root),
                ("GraphStatus", "graphStatus", new JsonObject { ["Backing Filesystem"] = host.BackingFileSystem }),
                ("ImageStore", "imageStore", Object(("Number", "number", host.Images))),
                ("RunRoot", "runRoot", layout.RunRoot),
                ("TransientStore", "transientStore", false),
                ("VolumePath", "volumePath", layout.Volumes))),
            ("Version", "version", Object(
                ("APIVersion", "APIVersion", VersionFacts.Version),
                ("OsArch", "OsArch", "linux/" + host.Architecture),
                ("Version", "Version", VersionFacts.Version))));

        JsonObject Object(params ReadOnlySpan<(string GoName, string JsonName, JsonNode? Value)> fields)
        {
            var json = new JsonObject();
            foreach (var (goName, jsonName, value) in fields)
            {
                json[useGoNames ? goName : jsonName] = value;
            }

            return json;
        }

        JsonObject Tool(ToolInfo tool) => Object(
            ("Name", "name", tool.Name), ("Path", "path", tool.Path ?? ""), ("Version", "version", tool.Version ?? ""));

        int Count(ContainerState state) => host.Containers.GetValueOrDefault(state);
    }
}
