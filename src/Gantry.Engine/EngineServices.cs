using Gantry.Engine.Checkpoints;
using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Inspection;
using Gantry.Engine.Migrations;
using Gantry.Engine.Model;
using Gantry.Engine.Networking;
using Gantry.Engine.Pods;
using Gantry.Engine.Preflight;
using Gantry.Engine.State;
using Gantry.Engine.Storage;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tools;
using Gantry.Linux;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine;

/// <summary>Wires one installation together, once; everything below takes what it needs through its constructor.</summary>
internal sealed class EngineServices : IDisposable
{
    private readonly StateDatabase _database;
    private readonly SharedImages _sharedImages;

    /// <summary>Opens the installation's database and makes the objects over it; starts nothing.</summary>
    public EngineServices(EngineOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        var logger = loggers.CreateLogger("gantry");
        Options = options;
        Layout = new HostLayout(options);
        Tools = ToolLocator.Default;
        _database = StateDatabase.Open(Layout.Database);
        var containers = new ContainerTable(_database);
        var locks = new ContainerLocks(Layout);
        Context = new ContainerContext
        {
            Layout = Layout,
            Options = options,
            Containers = containers,
            Migrations = new MigrationTable(_database),
            Locks = locks,
            Runtimes = new OciRuntimes(Tools, Layout, options.Runtime),
            Events = new EventLog(Layout, options.EventsBackend),
            Time = time,
            Logger = logger,
        };

        Volumes = new VolumeStore(Layout, new VolumeTable(_database), locks, time, logger);
        _sharedImages = new SharedImages(options.ImageStores);
        Images = new ImageStore(Layout, _database, _sharedImages, locks, new Skopeo(Tools), time, logger);
        var conmon = new Conmon(options.Conmon ?? Tools.Find("conmon"));
        var roots = new RootFileSystem(Layout);
        var exits = new ExitFiles(Layout, time);
        var bundle = new BundleFiles(Layout);

        // Reading the host's facts costs more than most commands; only those that start or create need them.
        var builder = new Lazy<BundleBuilder>(() => new BundleBuilder(options, Layout, HostFacts.Read()));
        var monitor = new ContainerMonitor(Context, conmon);
        var mounts = new ContainerMounts(Layout, roots, Volumes, LayersOf);
        Reconciler = new ContainerReconciler(exits, time);
        var execRecords = new ExecRecords(Context, Reconciler);
        var cgroup = new ContainerCgroup(options, Layout);
        var names = new NetworkNames(Layout);
        Networks = new NetworkStore(
            new NetworkTable(_database), names, new DeclaredNetworks(options.NetworkConfigDirectory), time, logger);
        var netavark = new NetavarkCalls(new Netavark(Tools, Layout.NameService), names);
        Connections = new ContainerNetworks(Layout, Networks, new JoinedNetworkTable(_database), netavark, logger);
        var cleanup = new ContainerCleanup(
            Context, Reconciler, exits, mounts, Connections, monitor, execRecords, cgroup, new RuntimeLeftovers(Layout));
        var health = new HealthMonitor(monitor);
        var tools = new ToolProcesses(Context, cgroup);
        Stopper = new ContainerStopper(Context, cleanup, Reconciler);
        var infras = new InfraStopper(Context, Stopper, Reconciler);
        var undo = new UndoExecutor(
            Context,
            cleanup,
            roots,
            Volumes,
            Connections,
            tools,
            cgroup,
            new InterruptedRestore(Context, Reconciler, tools, health),
            infras);
        Journal = new OperationJournal(_database, time, undo.ExecuteAsync, logger);
        var preparation = new ContainerPreparation(Context, mounts, Connections, bundle, builder, Reconciler);

        Access = new ContainerAccess(Context, Journal, cleanup);
        Starter = new ContainerStarter(Context, Journal, cleanup, preparation, monitor, Reconciler, health, tools);
        Remover = new ContainerRemover(Context, Journal, cleanup, Stopper, undo, Volumes, exits);
        var choice = new NetworkChoice(Networks);
        var defaults = DefaultsOf(options, Connections.AreAvailable);
        Creator = new ContainerCreator(
            Context,
            Journal,
            new SpecResolver(defaults, ResolveId),
            builder,
            bundle,
            Images.Has,
            Volumes,
            choice);
        NetworkMembers = new NetworkMembers(Context, Journal, Networks, choice, Connections);
        Pods = new PodTable(_database);
        Exit = new ContainerExit(Context, Access, cleanup, Starter, Remover, Pods, infras);
        Execs = new ExecSessions(Context, Access, conmon, monitor, execRecords, bundle);
        Health = new HealthChecker(Context, Access, Reconciler, Execs);
        Waiter = new ContainerWaiter(Context, Reconciler, exits);
        Pauser = new ContainerPauser(Context, cleanup);
        Renamer = new ContainerRenamer(Context);
        PodCreator = new PodCreator(Context, Journal, Pods, Creator, choice, defaults);
        PodControl = new PodControl(Context, Pods, Access, Reconciler, Starter, Stopper, Pauser, Remover);
        Restarter = new ContainerRestarter(Stopper, Starter, Context);
        Attachments = new AttachedRun(Access, Starter, monitor, Waiter);
        Logs = new ContainerLogs(Context, monitor, Reconciler);
        Changes = new ContainerChanges(Layout, LayersOf);
        Top = new ContainerTop(Context, Execs, Reconciler);
        Stats = new ContainerStats(Context, Reconciler);
        Copy = new ContainerCopy(Context, Access, mounts, Reconciler);
        Monitor = monitor;
        Mounts = mounts;
        Bundle = bundle;

        var checkpoints = new CheckpointServices
        {
            Context = Context,
            Journal = Journal,
            Images = Images,
            Volumes = Volumes,
            Mounts = mounts,
            Preparation = preparation,
            Bundle = bundle,
            Starter = Starter,
            Creator = Creator,
            Networks = Networks,
            Connections = Connections,
            Pods = Pods,
            PodControl = PodControl,
            Cgroup = cgroup,
            Undo = undo,
            Tools = Tools,
        };
        var processes = new ProcessRestorer(checkpoints);
        var exporter = new ArchiveExporter(Context, Images, Volumes);
        Checkpointer = new Checkpointer(checkpoints, exporter);
        Restorer = new Restorer(checkpoints, processes);
        Importer = new Importer(checkpoints, processes);
        ImportPreviewer = new ImportPreviewer(checkpoints, new SystemChecks(options, Tools));
        var migrations = new MigrationServices
        {
            Context = Context,
            Journal = Journal,
            Undo = undo,
            Cleanup = cleanup,
            Volumes = Volumes,
            Connections = Connections,
            Checkpointer = Checkpointer,
            Importer = Importer,
            Restorer = Restorer,
            Exporter = exporter,
            Previewer = ImportPreviewer,
            Images = Images,
            Tools = Tools,
        };
        MigrationRecovery = new MigrationRecovery(migrations);
        MigrationSource = new MigrationSource(migrations);
        MigrationTarget = new MigrationTarget(migrations, MigrationRecovery);
        MigrationHosts = new MigrationHosts(migrations, new MigrationHostTable(_database));
        HostDrain = new HostDrain(migrations, Access, MigrationSource, MigrationRecovery, MigrationHosts);
        var entries = new CheckpointEntries(checkpoints);
        CheckpointInspector = new CheckpointInspector(checkpoints, ImportPreviewer, entries);
        Memory = new MemoryReader(entries);
        CheckpointComparer = new CheckpointComparer(CheckpointInspector, Memory);
    }

    public EngineOptions Options { get; }

    public HostLayout Layout { get; }

    public ToolLocator Tools { get; }

    public ContainerContext Context { get; }

    public OperationJournal Journal { get; }

    public VolumeStore Volumes { get; }

    public PodTable Pods { get; }

    public PodCreator PodCreator { get; }

    public PodControl PodControl { get; }

    public NetworkStore Networks { get; }

    public ContainerNetworks Connections { get; }

    public NetworkMembers NetworkMembers { get; }

    public ImageStore Images { get; }

    public ContainerReconciler Reconciler { get; }

    public ContainerAccess Access { get; }

    public ContainerStarter Starter { get; }

    public ContainerStopper Stopper { get; }

    public ContainerRemover Remover { get; }

    public ContainerCreator Creator { get; }

    public ContainerExit Exit { get; }

    public ContainerMonitor Monitor { get; }

    public ContainerMounts Mounts { get; }

    public BundleFiles Bundle { get; }

    public ExecSessions Execs { get; }

    public HealthChecker Health { get; }

    public ContainerWaiter Waiter { get; }

    public ContainerPauser Pauser { get; }

    public ContainerRenamer Renamer { get; }

    public ContainerRestarter Restarter { get; }

    public ContainerChanges Changes { get; }

    public ContainerTop Top { get; }

    public ContainerStats Stats { get; }

    public ContainerCopy Copy { get; }

    public AttachedRun Attachments { get; }

    public ContainerLogs Logs { get; }

    public Checkpointer Checkpointer { get; }

    public Restorer Restorer { get; }

    public Importer Importer { get; }

    public ImportPreviewer ImportPreviewer { get; }

    public MigrationRecovery MigrationRecovery { get; }

    public MigrationSource MigrationSource { get; }

    public MigrationTarget MigrationTarget { get; }

    public MigrationHosts MigrationHosts { get; }

    public HostDrain HostDrain { get; }

    public CheckpointInspector CheckpointInspector { get; }

    public MemoryReader Memory { get; }

    public CheckpointComparer CheckpointComparer { get; }

    /// <summary>The id of the container a person means.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public ContainerId ResolveId(string container) => Context.Containers.Resolve(container).Id;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sharedImages.Dispose();
        _database.Dispose();
    }

    private static SpecDefaults DefaultsOf(EngineOptions options, bool hasNetworks) => new()
    {
        Runtime = options.Runtime ?? "runc",
        CgroupManager = options.CgroupManager,
        NetworkMode = hasNetworks ? "bridge" : "none",
        UnifiedCgroups = Cgroups.Version == CgroupVersion.V2,
        HostEnvironment = Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? ""),
    };

    private IReadOnlyList<string> LayersOf(Digest image) =>
        image == PauseProgram.Id
            ? [new PauseProgram(Layout).Layer()]
            : Images.LayerDirectories(Images.Resolve(image.Hex));
}
