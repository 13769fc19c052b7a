using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Tools;
using Gantry.Engine.Tests.Storage.Trees;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.Storage.Images;

/// <summary>An installation with an image store in a folder that goes with all in it when the test ends.</summary>
internal sealed class TemporaryImages : IDisposable
{
    /// <param name="sizeBytes">Size of a file system of its own; null: the temporary folder's.</param>
    /// <param name="shared">Roots of stores that are only read.</param>
    public TemporaryImages(long? sizeBytes = null, IReadOnlyList<string>? shared = null)
    {
        if (sizeBytes is { } size)
        {
            Folder.MountTmpfs("root", size);
        }

        Layout = new HostLayout(new EngineOptions
        {
            Root = Path.Join(Folder.Path, "root"),
            RunRoot = Path.Join(Folder.Path, "run"),
        });
        Database = StateDatabase.Open(Layout.Database);
        Shared = new SharedImages(shared ?? []);
        Store = NewStore();
    }

    public TreeFolder Folder { get; } = new();

    public HostLayout Layout { get; }

    public StateDatabase Database { get; }

    public SharedImages Shared { get; }

    public ImageStore Store { get; }

    /// <summary>Everything that lies in the folders of blobs and layers.</summary>
    public IReadOnlyList<string> Remains =>
    [
        .. new[] { Layout.Blobs, Layout.Layers }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries),
    ];

    /// <summary>A store as another process of the same installation would open it.</summary>
    public ImageStore NewStore() => new(
        Layout,
        Database,
        Shared,
        new ContainerLocks(Layout),
        new Skopeo(ToolLocator.Default),
        TimeProvider.System,
        NullLogger.Instance);

    public Task<IReadOnlyList<LoadedImage>> LoadAsync(string path) =>
        Store.LoadAsync(new ImageSource.FromPath(path), null, CancellationToken.None);

    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive) =>
        Store.LoadAsync(new ImageSource.FromStream(archive), null, CancellationToken.None);

    public Task<Image> PullAsync(string reference, PullPolicy policy = PullPolicy.Missing) =>
        Store.PullAsync(
            new ImagePullRequest { Reference = reference, Policy = policy, VerifyTls = false },
            null,
            CancellationToken.None);

    /// <summary>Runs skopeo, which must succeed.</summary>
    public static async Task SkopeoAsync(params string[] arguments) =>
        await ToolRunner.RequireAsync(ToolLocator.Default.Find("skopeo"), arguments, CancellationToken.None);

    /// <summary>Makes a docker-archive of one image from layer tars.</summary>
    public static Task<MemoryStream> DockerArchiveAsync(string? name, params byte[][] layers) =>
        DockerArchiveAsync(name, [.. layers.Select(layer => Digest.Of(layer))], layers);

    /// <summary>As the other, with diff ids of the caller's choice.</summary>
    public static Task<MemoryStream> DockerArchiveAsync(string? name, Digest[] diffIds, byte[][] layers)
    {
        string[] layerNames = [.. layers.Select((_, number) => $"{number}/layer.tar")];
        var (config, manifest) = Documents(name, diffIds, layerNames);
        return TarAsync(
        [
            .. layerNames.Zip(layers),
            ("config.json", config),
            ("manifest.json", manifest),
        ]);
    }

    /// <summary>config.json and manifest.json of a docker-archive.</summary>
    public static (byte[] Config, byte[] Manifest) Documents(string? name, Digest[] diffIds, string[] layerNames)
    {
        var config = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["created"] = "2024-01-02T03:04:05Z",
            ["config"] = new JsonObject { ["Cmd"] = new JsonArray("/bin/app") },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. diffIds.Select(id => (JsonNode)id.ToString())]),
            },
        };
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = "config.json",
            ["RepoTags"] = name is null ? null : new JsonArray(name),
            ["Layers"] = new JsonArray([.. layerNames.Select(layer => (JsonNode)layer)]),
        });
        return (Encoding.UTF8.GetBytes(config.ToJsonString()), Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    /// <summary>A tar of regular files.</summary>
    public static async Task<MemoryStream> TarAsync(params (string Name, byte[] Content)[] files)
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        foreach (var (name, content) in files)
        {
            var entry = new TarEntry
            {
                Name = name,
                Type = TarEntryType.RegularFile,
                Mode = 0x1A4,
                Size = content.Length,
            };
            await writer.WriteHeaderAsync(entry, CancellationToken.None);
            await writer.WriteContentAsync(content, CancellationToken.None);
        }

        await writer.FinishAsync(CancellationToken.None);
        tar.Position = 0;
        return tar;
    }

    /// <summary>A layer tar with what <paramref name="build"/> puts in.</summary>
    public static async Task<byte[]> LayerAsync(Func<TarBuilder, TarBuilder> build) =>
        (await build(new TarBuilder()).BuildAsync()).ToArray();

    /// <summary>The digest of the manifest in an OCI layout.</summary>
    public static Digest LayoutDigest(string layout)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")));
        return Digest.Parse(index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!);
    }

    public void Dispose()
    {
        Shared.Dispose();
        Database.Dispose();
        Folder.Dispose();
    }
}
