using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>One installation of Gantry in a temporary folder: a host of its own as far as containers can tell.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly string _folder;
    private bool _isSmall;

    public TestHost()
        : this(Directory.CreateTempSubdirectory("gantry-it-").FullName)
    {
    }

    private TestHost(string folder)
    {
        _folder = folder;
        Options = new EngineOptions
        {
            Root = Path.Join(_folder, "lib"),
            RunRoot = Path.Join(_folder, "run"),
            GantryPath = GantryBinary.Path,
        };
        Engine = Gantry.Engine.Engine.Open(Options, NullLoggerFactory.Instance);
    }

    public EngineOptions Options { get; }

    public Gantry.Engine.Engine Engine { get; }

    public HostLayout Layout => Engine.Layout;

    /// <summary>The host's own temporary folder, which holds all of it.</summary>
    public string Folder => _folder;

    /// <summary>
    /// Network namespace that its commands run in, by its name. Null: this machine's, where the <see cref="Engine"/> of the
    /// test always is.
    /// </summary>
    public string? Namespace { get; set; }

    /// <summary>A path in the host's own temporary folder.</summary>
    public string PathOf(string name) => Path.Join(_folder, name);

    /// <summary>A host whose root is a file system of 64 MiB, in memory.</summary>
    public static async Task<TestHost> OnSmallFileSystemAsync()
    {
        var host = new TestHost();
        host.Engine.Dispose();
        await MountAsync("/usr/bin/mount", "-t", "tmpfs", "-o", "size=64m", "gantry-test", host.Layout.Root);
        return new TestHost(host._folder) { _isSmall = true };
    }

    /// <summary>A host with an image whose command is <paramref name="script"/>.</summary>
    public static async Task<TestHost> WithImageAsync(string script)
    {
        var host = new TestHost();
        await host.LoadAsync(script);
        return host;
    }

    public async Task LoadAsync(string script) =>
        await Engine.LoadImagesAsync(new ImageSource.FromPath(await TestImage.MakeAsync(script)), null, default);

    public async Task<Container> RunAsync(CreateRequest request)
    {
        var created = await Engine.CreateContainerAsync(request, null, default);
        return (await Engine.StartContainerAsync(created.Container.Id.ToString(), default)).Container;
    }

    public Task<Container> RunAsync(string name, params MountRequest[] mounts) =>
        RunAsync(new CreateRequest { Image = TestImage.Name, Name = name, Mounts = mounts });

    /// <summary>Exports a checkpoint to a file of this host and returns its path.</summary>
    public async Task<string> ExportAsync(
        string container,
        AfterCheckpoint after = AfterCheckpoint.Stop,
        CompressionFormat compression = CompressionFormat.Zstd,
        KernelState include = KernelState.None)
    {
        var path = PathOf($"{container}-{Guid.NewGuid():N}.tar");
        var request = new CheckpointRequest
        {
            Target = new CheckpointTarget.ToFile(path, new(compression)),
            After = after,
            Include = include,
        };
        await Engine.CheckpointAsync(container, request, null, default);
        return path;
    }

    public async Task<RestoreResult> ImportAsync(string path, string? name = null, RestoreRequest? options = null)
    {
        await using var archive = File.OpenRead(path);
        return await Engine.ImportAsync(
            new ImportRequest { Archive = archive, ArchiveName = path, Name = name, Options = options ?? new RestoreRequest() },
            null,
            default);
    }

    /// <summary>All that the container wrote to standard output so far, a line each.</summary>
    public async Task<IReadOnlyList<string>> ReadLinesAsync(string container)
    {
        List<string> lines = [];
        await foreach (var line in Engine.ReadLogsAsync(container, new LogRequest(), default))
        {
            lines.Add(System.Text.Encoding.UTF8.GetString(line.Text.Span));
        }

        return lines;
    }

    /// <summary>Runs a command in a container and returns what it wrote; a command that fails fails the test.</summary>
    public async Task<string> ExecAsync(string container, params string[] command)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await Engine.ExecAsync(
            container, new ExecRequest { Command = command }, new AttachStreams { Output = output, Error = error }, default);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}: {Text(error)}");
        return Text(output);

        static string Text(MemoryStream stream) => System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Waits until a condition holds; fails after half a minute.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"Not so after 30 s: {what}");
    }

    /// <summary>What is still mounted or running for this host; empty after everything was removed.</summary>
    public IReadOnlyList<string> LeftOvers() =>
    [
        .. Mounts.List(_folder).Select(m => "mount " + m.MountPoint),
        .. Directory.EnumerateDirectories("/proc")
            .Where(p => int.TryParse(Path.GetFileName(p), out _))
            .Select(CommandLine)
            .Where(words => words.Contains(_folder, StringComparison.Ordinal))
            .Select(words => "process " + words.Replace('\0', ' ')),
    ];

    public async ValueTask DisposeAsync()
    {
        if (Namespace is not null)
        {
            await this.GantryOutputAsync("rm", "--all", "--force", "--time", "0");
        }

        foreach (var details in Engine.ListPods())
        {
            await Engine.RemovePodAsync(
                details.Pod.Id, new ContainerRemoval { Force = true, StopTimeout = TimeSpan.Zero }, default);
        }

        // Newest first: one that joins another goes before it.
        foreach (var container in Engine.ListContainers().OrderByDescending(c => c.Created))
        {
            await Engine.RemoveContainerAsync(
                container.Id.ToString(),
                new ContainerRemoval { Force = true, Volumes = true, StopTimeout = TimeSpan.Zero },
                default);
        }

        if (_isSmall)
        {
            Engine.Dispose();
            await TestHost.EventuallyAsync(() => Task.FromResult(LeftOvers().Count == 1), "only its file system is left");
            await MountAsync("/usr/bin/umount", Layout.Root);
        }

        // conmon's exit command may be at work still.
        for (var i = 0; i < 400 && LeftOvers().Count > 0; i++)
        {
            await Task.Delay(50);
        }

        var left = LeftOvers();
        Engine.Dispose();
        Assert.Empty(left);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task MountAsync(string program, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(new ChildProcessStart { FileName = program, Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private static string CommandLine(string processFolder)
    {
        try
        {
            return File.ReadAllText(processFolder + "/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
