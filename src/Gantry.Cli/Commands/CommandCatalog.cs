using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Checkpoints;
using Gantry.Cli.Commands.Containers;
using Gantry.Cli.Commands.Images;
using Gantry.Cli.Commands.Host;
using Gantry.Cli.Commands.Migrations;
using Gantry.Cli.Commands.Networks;
using Gantry.Cli.Commands.Pods;
using Gantry.Cli.Commands.Volumes;

namespace Gantry.Cli.Commands;

/// <summary>All commands. Only names and summaries are made here; a command is made when it is run.</summary>
internal static class CommandCatalog
{
    private static readonly CommandEntry s_ps = CommandEntry.Command("ps", "List containers", () => new PsCommand());

    private static readonly CommandEntry s_checkpoint = CommandEntry.Command(
        "checkpoint", "Checkpoint one or more running containers", () => new CheckpointCommand());

    private static readonly CommandEntry s_restore = CommandEntry.Command(
        "restore", "Restore one or more containers from a checkpoint", () => new RestoreCommand());

    private static readonly CommandEntry s_images = CommandEntry.Command(
        "images", "List images in local storage", () => new ImagesCommand("images"));

    private static readonly CommandEntry s_load = CommandEntry.Command(
        "load", "Load images from an archive", () => new LoadCommand());

    private static readonly CommandEntry s_import = CommandEntry.Command(
        "import", "Make an image from the tar of a root file system", () => new ImportCommand());

    private static readonly CommandEntry s_pull = CommandEntry.Command(
        "pull", "Pull an image from a registry", () => new PullCommand());

    private static readonly CommandEntry s_push = CommandEntry.Command(
        "push", "Push an image to a registry", () => new PushCommand());

    private static readonly CommandEntry s_build = CommandEntry.Command(
        "build", "Make an image from another one by changing its metadata", () => new BuildCommand());

    private static readonly CommandEntry s_save = CommandEntry.Command(
        "save", "Save images to an archive", () => new SaveCommand());

    private static readonly CommandEntry s_tag = CommandEntry.Command(
        "tag", "Add another name to a local image", () => new TagCommand());

    /// <summary>Commands that stand at the top level and below <c>container</c>.</summary>
    private static readonly CommandEntry[] s_containerCommands =
    [
        CommandEntry.Command("attach", "Attach to a running container", () => new AttachCommand()),
        CommandEntry.Command("cp", "Copy files and folders between a container and the host", () => new CpCommand()),
        CommandEntry.Command("create", "Create but do not start a container", () => new CreateCommand()),
        CommandEntry.Command("diff", "Display the changes to a container's file system", () => new DiffCommand()),
        CommandEntry.Command("exec", "Run a process in a running container", () => new ExecCommand()),
        CommandEntry.Command(
            "kill", "Kill one or more running containers with a specific signal", () => new KillCommand()),
        CommandEntry.Command("logs", "Fetch the logs of one or more containers", () => new LogsCommand()),
        CommandEntry.Command("pause", "Pause all the processes in one or more containers", () => new PauseCommand()),
        CommandEntry.Command("port", "List the published ports of a container", () => new PortCommand()),
        CommandEntry.Command("rename", "Rename an existing container", () => new RenameCommand()),
        CommandEntry.Command("restart", "Restart one or more containers", () => new RestartCommand()),
        CommandEntry.Command("rm", "Remove one or more containers", () => new RmCommand()),
        CommandEntry.Command("run", "Run a command in a new container", () => new RunCommand()),
        CommandEntry.Command("start", "Start one or more containers", () => new StartCommand()),
        CommandEntry.Command(
            "stats", "Display what containers use of the machine, live", () => new StatsCommand()),
        CommandEntry.Command("stop", "Stop one or more containers", () => new StopCommand()),
        CommandEntry.Command("top", "Display the running processes of a container", () => new TopCommand()),
        CommandEntry.Command("unpause", "Unpause the processes in one or more containers", () => new UnpauseCommand()),
        CommandEntry.Command("wait", "Block on one or more containers", () => new WaitCommand()),
    ];

    /// <summary>The program.</summary>
    public static CommandEntry Root { get; } = CommandEntry.Group(
        "gantry",
        "Move running containers between hosts, and run them",
        [
            .. s_containerCommands,
            s_ps,
            s_checkpoint.With(Checkpoints()),
            s_restore,
            CommandEntry.Command("migrate", "Move running containers to another host", () => new MigrateCommand()),
            CommandEntry.Command(
                "migrate-receive",
                "Take a container from another host",
                () => new MigrateReceiveCommand()) with { Hidden = true },
            CommandEntry.Command("drain", "Move every running container to other hosts", () => new DrainCommand()),
            Containers(),
            Hosts(),
            Migrations(),
            Images(),
            Volumes(),
            Networks(),
            Pods(),
            s_images,
            s_build,
            s_load,
            s_import,
            s_pull,
            s_push,
            s_save,
            s_tag,
            CommandEntry.Command("rmi", "Remove one or more images from local storage", () => new RmiCommand("rmi")),
            CommandEntry.Command(
                "inspect",
                "Display the configuration of a container, image, volume, network or pod",
                () => new InspectAnyCommand()),
            CommandEntry.Command(
                "info", "Display information about the host and the installation", () => new InfoCommand()),
            CommandEntry.Group(
                "system",
                "Manage the host",
                [CommandEntry.Command(
                    "check", "Say what this host has of what Gantry needs", () => new SystemCheckCommand())]),
            CommandEntry.Command("version", "Display the version", () => new VersionCommand()),
            CommandEntry.Command(
                "explain", "Say why a checkpoint or a restore failed, by its log", () => new ExplainCommand()),
            CommandEntry.Command(
                "ui", "Show containers, checkpoints and migrations on the terminal, and act on them", () => new UiCommand()),
            CommandEntry.Command(
                "recover", "Finish or undo what interrupted commands left behind", () => new RecoverCommand()),
            CommandEntry.Command(
                "completion", "Print a script that completes commands in a shell", () => new CompletionCommand()),
            CommandEntry.Command(
                "__complete",
                "Print what the last word may become",
                () => new CompleteCommand()) with { Hidden = true },
            CommandEntry.Group(
                "internal",
                "Commands that Gantry runs itself",
                CommandEntry.Command(
                    "healthcheck", "Watch a container's health until it ends", () => new HealthWatchCommand()),
                CommandEntry.Command(
                    "loopback", "Bring up the loopback interface of a process", () => new LoopbackCommand()),
                CommandEntry.Command(
                    "man", "Write the manual pages into a folder", () => new ManCommand())) with { Hidden = true },
        ]);

    private static CommandEntry[] Checkpoints() =>
    [
        CommandEntry.Command("decrypt", "Decrypt a checkpoint archive", () => new CheckpointDecryptCommand()),
        CommandEntry.Command(
            "diff", "Display what differs between two checkpoints", () => new CheckpointDiffCommand()),
        CommandEntry.Command("encrypt", "Encrypt a checkpoint archive", () => new CheckpointEncryptCommand()),
        CommandEntry.Command("inspect", "Display what is in a checkpoint", () => new CheckpointInspectCommand()),
        CommandEntry.Command(
            "ls", "List the checkpoint archives in folders", () => new CheckpointLsCommand()) with { Aliases = ["list"] },
        CommandEntry.Command(
            "memparse", "Display or search the memory in a checkpoint", () => new CheckpointMemparseCommand()),
        CommandEntry.Command(
            "prune", "Remove old checkpoint archives from folders", () => new CheckpointPruneCommand()),
        CommandEntry.Command(
            "verify",
            "Check that checkpoint archives are whole and what was written",
            () => new CheckpointVerifyCommand()),
    ];

    private static CommandEntry Containers() => CommandEntry.Group(
        "container",
        "Manage containers",
        [
            .. s_containerCommands,
            s_ps with { Aliases = ["ls", "list"] },
            s_checkpoint,
            s_restore,
            CommandEntry.Command(
                "cleanup", "Record the end of a container", () => new CleanupCommand()) with { Hidden = true },
            CommandEntry.Command("exists", "Check if a container exists", () => new ExistsCommand()),
            CommandEntry.Command("inspect", "Display the configuration of a container", () => new InspectCommand()),
            CommandEntry.Command("prune", "Remove all containers that do not run", () => new PruneCommand()),
        ]);

    private static CommandEntry Images() => CommandEntry.Group(
        "image",
        "Manage images",
        [
            s_build,
            s_load,
            s_import,
            s_pull,
            s_push,
            s_save,
            s_tag,
            CommandEntry.Command("exists", "Check if an image exists in local storage", () => new ImageExistsCommand()),
            CommandEntry.Command("inspect", "Display the configuration of an image", () => new ImageInspectCommand()),
            CommandEntry.Command(
                "ls", "List images in local storage", () => new ImagesCommand("ls")) with { Aliases = ["list"] },
            CommandEntry.Command("prune", "Remove unused images", () => new ImagePruneCommand()),
            CommandEntry.Command(
                "rm",
                "Remove one or more images from local storage",
                () => new RmiCommand("rm")) with { Aliases = ["remove"] },
        ]);

    private static CommandEntry Hosts() => CommandEntry.Group(
        "host",
        "Manage the hosts that containers can move to",
        [
            CommandEntry.Command(
                "add", "Give a host that containers can move to a name", () => new HostAddCommand()),
            CommandEntry.Command(
                "check", "Ask hosts whether containers could move there", () => new HostCheckCommand()),
            CommandEntry.Command("ls", "List the named hosts", () => new HostLsCommand()) with { Aliases = ["list"] },
            CommandEntry.Command(
                "rm", "Forget one or more named hosts", () => new HostRmCommand()) with { Aliases = ["remove"] },
        ]);

    private static CommandEntry Migrations() => CommandEntry.Group(
        "migration",
        "Manage migrations that are not over",
        [
            CommandEntry.Command(
                "abort",
                "Take back interrupted migrations that the target has not finished",
                () => new MigrationAbortCommand()),
            CommandEntry.Command(
                "ls", "List migrations that are not over", () => new MigrationLsCommand()) with { Aliases = ["list"] },
            CommandEntry.Command(
                "recover", "Finish or take back interrupted migrations", () => new MigrationRecoverCommand()),
            CommandEntry.Command(
                "show", "Say how a migration stands and what to do", () => new MigrationShowCommand()),
        ]);

    private static CommandEntry Networks() => CommandEntry.Group(
        "network",
        "Manage networks",
        [
            CommandEntry.Command("connect", "Add a container to a network", () => new NetworkConnectCommand()),
            CommandEntry.Command("create", "Create a network", () => new NetworkCreateCommand()),
            CommandEntry.Command(
                "disconnect", "Remove a container from a network", () => new NetworkDisconnectCommand()),
            CommandEntry.Command("exists", "Check if a network exists", () => new NetworkExistsCommand()),
            CommandEntry.Command(
                "inspect", "Display detailed information on one or more networks", () => new NetworkInspectCommand()),
            CommandEntry.Command("ls", "List networks", () => new NetworkLsCommand()) with { Aliases = ["list"] },
            CommandEntry.Command("prune", "Remove all unused networks", () => new NetworkPruneCommand()),
            CommandEntry.Command(
                "rm", "Remove one or more networks", () => new NetworkRmCommand()) with { Aliases = ["remove"] },
        ]);

    private static CommandEntry Pods() => CommandEntry.Group(
        "pod",
        "Manage pods",
        [
            CommandEntry.Command("create", "Create a new empty pod", () => new PodCreateCommand()),
            CommandEntry.Command("exists", "Check if a pod exists", () => new PodExistsCommand()),
            CommandEntry.Command(
                "inspect", "Display detailed information on one or more pods", () => new PodInspectCommand()),
            CommandEntry.Command(
                "kill", "Send a signal to the containers of one or more pods", () => new PodKillCommand()),
            CommandEntry.Command("pause", "Pause one or more pods", () => new PodPauseCommand()),
            CommandEntry.Command("ps", "List pods", () => new PodPsCommand()) with { Aliases = ["ls", "list"] },
            CommandEntry.Command("restart", "Restart one or more pods", () => new PodRestartCommand()),
            CommandEntry.Command("rm", "Remove one or more pods", () => new PodRmCommand()),
            CommandEntry.Command("start", "Start one or more pods", () => new PodStartCommand()),
            CommandEntry.Command("stop", "Stop one or more pods", () => new PodStopCommand()),
            CommandEntry.Command("unpause", "Unpause one or more pods", () => new PodUnpauseCommand()),
        ]);

    private static CommandEntry Volumes() => CommandEntry.Group(
        "volume",
        "Manage volumes",
        [
            CommandEntry.Command("create", "Create a new volume", () => new VolumeCreateCommand()),
            CommandEntry.Command("exists", "Check if a volume exists", () => new VolumeExistsCommand()),
            CommandEntry.Command("export", "Write the content of a volume as a tar", () => new VolumeExportCommand()),
            CommandEntry.Command("import", "Extract a tar into a volume", () => new VolumeImportCommand()),
            CommandEntry.Command(
                "inspect", "Display detailed information on one or more volumes", () => new VolumeInspectCommand()),
            CommandEntry.Command("ls", "List volumes", () => new VolumeLsCommand()) with { Aliases = ["list"] },
            CommandEntry.Command("prune", "Remove all unused volumes", () => new VolumePruneCommand()),
            CommandEntry.Command(
                "rm", "Remove one or more volumes", () => new VolumeRmCommand()) with { Aliases = ["remove"] },
        ]);
}
