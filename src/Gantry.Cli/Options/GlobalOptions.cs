using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Gantry.Cli.Options;

/// <summary>Flags of every command, before or after its name.</summary>
internal sealed class GlobalOptions
{
    private static readonly EngineOptions s_defaults = new();

    private const string ImageStore = "overlay.imagestore=";

    private readonly Option<string?> _root = Flag.Text(
        "root", null, "Folder of durable state: images, containers, volumes", s_defaults.Root);

    private readonly Option<string?> _runRoot = Flag.Text(
        "runroot", null, "Folder of state that a reboot clears", s_defaults.RunRoot);

    private readonly Option<string?> _conmon = Flag.Text("conmon", null, "Path of the conmon binary");

    private readonly Option<string?> _cgroupManager = Flag.Text(
        "cgroup-manager", null, "Cgroup manager to use (\"cgroupfs\"|\"systemd\")", s_defaults.CgroupManager);

    private readonly Option<string?> _logLevel = Flag.Text(
        "log-level",
        null,
        "Log messages at or above this level (trace, debug, info, warn, error, fatal, panic)",
        "warn");

    private readonly Option<string?> _temporaryDirectory = Flag.Text(
        "tmpdir", null, "Folder for short-lived files");

    private readonly Option<string?> _networkConfigDirectory = Flag.Text(
        "network-config-dir", null, "Folder of files that declare networks, NAME.json as \"network inspect\" prints them");

    private readonly Option<string?> _eventsBackend = Flag.Text(
        "events-backend", null, "Where events go (\"file\"|\"none\")", s_defaults.EventsBackend);

    private readonly Option<string?> _storageDriver = Flag.Text(
        "storage-driver", null, "Storage driver; only \"overlay\" is known", "overlay");

    private readonly Option<IReadOnlyList<string>> _storageOptions = Flag.Array(
        "storage-opt", null, "Option of the storage driver: overlay.imagestore=ROOT, images of another installation");

    private readonly Option<string?> _databaseBackend = Flag.Text(
        "db-backend", null, "Database; only \"sqlite\" is known", "sqlite");

    private readonly Option<string?> _networkBackend = Flag.Text(
        "network-backend", null, "Network backend; only \"netavark\" is known", "netavark");

    /// <summary>Makes the options.</summary>
    public GlobalOptions()
    {
        Shared =
        [
            _root, _runRoot, Runtime, _conmon, _cgroupManager, _logLevel, _temporaryDirectory, _networkConfigDirectory,
            _eventsBackend, _storageDriver, _storageOptions, _databaseBackend, _networkBackend,
        ];
        All = [.. Shared, Version];
    }

    /// <summary>Options that stand before or after a command.</summary>
    public IReadOnlyList<Option> Shared { get; }

    /// <summary>Those and the ones that stand alone.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>The OCI runtime.</summary>
    public Option<string?> Runtime { get; } = Flag.Text(
        "runtime", null, "Name or path of the OCI runtime (default \"runc\")");

    /// <summary>Shows the version.</summary>
    public Option<bool> Version { get; } = Flag.Switch("version", "v", "Version of gantry");

    /// <summary>Makes the shared ones part of a command, except where it has one of the same name.</summary>
    public void AddTo(CliCommand command)
    {
        foreach (var option in Shared.Where(option => command.Options.All(own => own.Name != option.Name)))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Refuses values that this version does not know.</summary>
    /// <exception cref="UsageException">One is not known.</exception>
    public void Check(ParseResult parsed)
    {
        Require(
            parsed.GetValue(_storageDriver) == "overlay",
            $"storage driver \"{parsed.GetValue(_storageDriver)}\" is not supported: only \"overlay\" is");
        Require(
            parsed.GetValue(_databaseBackend) == "sqlite",
            $"unsupported database backend: \"{parsed.GetValue(_databaseBackend)}\": only \"sqlite\" is supported");
        Require(
            parsed.GetValue(_networkBackend) == "netavark",
            $"network backend \"{parsed.GetValue(_networkBackend)}\" is not supported: only \"netavark\" is");
        Require(
            parsed.GetValue(_cgroupManager) is "cgroupfs" or "systemd",
            "configuring runtime: cgroup manager must be one of cgroupfs and systemd: invalid argument");
        Require(
            parsed.GetValue(_eventsBackend) is "file" or "none",
            $"unknown event logger type: {parsed.GetValue(_eventsBackend)}: only \"file\" and \"none\" are "
            + "supported: invalid argument");
        Require(
            LogLevels.TryParse(parsed.GetValue(_logLevel)!) is not null,
            $"Log Level \"{parsed.GetValue(_logLevel)}\" is not supported, choose from: {LogLevels.Names}");
        foreach (var option in parsed.GetValue(_storageOptions)!)
        {
            Require(
                option.StartsWith(ImageStore, StringComparison.Ordinal) && option.Length > ImageStore.Length,
                $"unknown storage option \"{option}\": only {ImageStore}ROOT is known");
        }
    }

    /// <summary>Whether the runtime was typed.</summary>
    public bool IsRuntimeGiven(Invocation invocation) => invocation.IsGiven(Runtime);

    /// <summary>The least severe level to log.</summary>
    public LogLevel LogLevelOf(Invocation invocation) =>
        LogLevels.TryParse(invocation.Get(_logLevel)!) ?? LogLevel.Warning;

    /// <summary>The installation's options, paths absolute.</summary>
    public EngineOptions ToEngineOptions(Invocation invocation)
    {
        return new EngineOptions
        {
            Root = Absolute(_root) ?? s_defaults.Root,
            RunRoot = Absolute(_runRoot) ?? s_defaults.RunRoot,
            Runtime = invocation.Get(Runtime),
            Conmon = Absolute(_conmon),
            CgroupManager = invocation.Get(_cgroupManager)!,
            TemporaryDirectory = Absolute(_temporaryDirectory),
            NetworkConfigDirectory = Absolute(_networkConfigDirectory),
            EventsBackend = invocation.Get(_eventsBackend)!,
            ImageStores =
                [.. invocation.Get(_storageOptions).Select(option => invocation.Context.Resolve(option[ImageStore.Length..]))],
        };

        string? Absolute(Option<string?> option) =>
            invocation.Get(option) is { Length: > 0 } path ? invocation.Context.Resolve(path) : null;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UsageException(message);
        }
    }
}
