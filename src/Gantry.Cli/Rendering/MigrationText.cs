using System.Globalization;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Rendering;

/// <summary>What is said about migrations.</summary>
internal static class MigrationText
{
    /// <summary>What was done, in one line.</summary>
    public static string Report(string container, MigrationResult result)
    {
        var downtime = result.Downtime;
        return $"{container} runs on {result.Host}{Names(container, result)}: {HumanSize.FormatSpaced(result.ArchiveBytes)}{Ahead(result)}{Image(result)} in "
            + $"{result.Total.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s, stood still for "
            + $"{Milliseconds(downtime.Total)} ms (dump {Milliseconds(downtime.Dump)}, transfer "
            + $"{Milliseconds(downtime.Transfer)}, restore {Milliseconds(downtime.Restore)}, hand-over "
            + $"{Milliseconds(downtime.HandOver)}){Coming(result)}, {Of(result.Compression)}";
    }

    /// <summary>What would be sent, in one line.</summary>
    public static string Preview(MigrationPreview preview) =>
        $"{preview.ContainerName} to {preview.Host}: {HumanSize.FormatSpaced(preview.MemoryBytes)} of memory, "
        + $"{HumanSize.FormatSpaced(preview.FileBytes)} of files"
        + (preview.IsImageSent ? ", and its image" : "");

    /// <summary>What became of an interrupted migration.</summary>
    /// <param name="before">How it stood.</param>
    /// <param name="after">How it stands. Null: it is over.</param>
    public static string Outcome(Migration before, Migration? after) => (before.Role, before.State, after) switch
    {
        (MigrationRole.Source, MigrationState.Committed or MigrationState.Running, null) =>
            $"{before.ContainerName} runs on {before.Host}",
        (MigrationRole.Source, _, null) => $"{before.ContainerName} stays here",
        (_, _, null) => $"{before.ContainerName} is not here",
        (_, _, { State: MigrationState.Running }) => $"{before.ContainerName} runs here",
        (_, _, { } now) => $"{before.ContainerName}: {Advice(now)}",
    };

    /// <summary>How a migration stands, a line each.</summary>
    public static IEnumerable<string> Lines(Migration migration) =>
    [
        $"Migration:  {migration.Id}",
        $"Container:  {migration.ContainerName} ({migration.ContainerId})",
        $"This end:   {Of(migration.Role)}",
        $"Other end:  {migration.Host}",
        $"Started:    {GoTimeText.Format(migration.Started)}",
        $"State:      {Of(migration.State)}",
        $"Next:       {Advice(migration)}",
    ];

    /// <summary>A role, as shown.</summary>
    public static string Of(MigrationRole role) => role switch
    {
        MigrationRole.Source => "source",
        MigrationRole.Target => "target",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>A state, as shown.</summary>
    public static string Of(MigrationState state) => state switch
    {
        MigrationState.Offered => "offered",
        MigrationState.Prepared => "prepared",
        MigrationState.Committed => "committed",
        MigrationState.Filling => "filling",
        MigrationState.Running => "running",
        MigrationState.Discarded => "discarded",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static string Advice(Migration migration) => (migration.Role, migration.State) switch
    {
        (MigrationRole.Source, MigrationState.Offered) =>
            "nothing is decided, the container is here. If no gantry is at work on it: gantry migration recover",
        (MigrationRole.Target, MigrationState.Offered) =>
            "nothing is decided, the container is the source's. If no gantry is at work on it: gantry migration recover",
        (_, MigrationState.Prepared) =>
            $"held here before its first instruction; {migration.Host} decides: gantry migration recover, there",
        (MigrationRole.Source, MigrationState.Committed) =>
            $"the container is {migration.Host}'s, which has not said that it runs: gantry migration recover",
        (MigrationRole.Target, MigrationState.Committed) =>
            "the container is this host's. If no gantry is at work on it: gantry migration recover",
        (MigrationRole.Source, MigrationState.Filling) =>
            $"the container ran on {migration.Host} before its memory had come, and nothing says that it did: gantry migration "
            + "recover; if that finds no whole container there, \"gantry migration abort\" has it go on here from when it froze",
        (MigrationRole.Target, MigrationState.Filling) =>
            "the container runs here while its memory comes. If no gantry is at work on it, it is lost: gantry migration recover",
        (MigrationRole.Source, MigrationState.Running) =>
            "the container runs on the target; what is left here goes with: gantry migration recover",
        (MigrationRole.Target, MigrationState.Running) => "the container runs here; nothing is left to do",
        (_, MigrationState.Discarded) =>
            "the container is the source's; what is left on the target goes with: gantry migration recover",
        _ => throw new ArgumentOutOfRangeException(nameof(migration), migration.State, null),
    };

    /// <summary>How what was sent was compressed, and by which measurement it was chosen.</summary>
    public static string Of(MigrationCompression compression)
    {
        var taken = compression.Taken.Format == CompressionFormat.None ? "not compressed" : $"compressed with {compression.Taken}";
        return compression.Measured is not { } measured
            ? taken
            : $"{taken}: the link carries {HumanSize.FormatSpaced((long)measured.LinkBytesPerSecond)}/s"
                + (measured.CompressorBytesPerSecond is { } speed
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $", and {HumanSize.FormatSpaced((long)speed)}/s become {measured.Ratio:0.0} times smaller")
                    : "");
    }

    private static string Coming(MigrationResult result) => result.MemoryComing is { } time
        ? $", ran {Milliseconds(time)} ms while its memory came" : "";

    private static string Image(MigrationResult result) =>
        result.ImageBytes == 0 ? "" : $" and {HumanSize.FormatSpaced(result.ImageBytes)} of its image";

    private static string Names(string container, MigrationResult result) =>
        (result.ContainerName == container || result.ContainerId.ToString().StartsWith(container, StringComparison.Ordinal)
            ? "" : $" as {result.ContainerName}")
        + (result.KeptAs is null ? "" : $", its copy is kept here as {result.KeptAs}");

    private static string Ahead(MigrationResult result) => result.Rounds.Count == 0
        ? ""
        : $" after {HumanSize.FormatSpaced(result.Rounds.Sum(round => round.Bytes))} of files ahead in {result.Rounds.Count} "
            + $"{(result.Rounds.Count == 1 ? "round" : "rounds")} ({Of(result.RoundsEnd)})";

    private static string Of(RoundsEnd end) => end switch
    {
        RoundsEnd.Limit => "no more were asked for",
        RoundsEnd.Small => "the rest was small",
        RoundsEnd.NotShrinking => "the rest did not become smaller",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };

    private static string Milliseconds(TimeSpan span) =>
        span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
