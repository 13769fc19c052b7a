using System.Globalization;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Dashboards;

/// <summary>Something that can be chosen on the screen: a closed set.</summary>
/// <param name="Key">Tells it from all others, so that it stays chosen while rows come and go.</param>
internal abstract record DashboardRow(string Key)
{
    /// <summary>What stands in the row.</summary>
    /// <param name="now">The present.</param>
    public abstract string Describe(DateTimeOffset now);

    private static string Cells(string first, string second, string third, string last) =>
        $" {Fit(first, 20)} {Fit(second, 13)} {Fit(third, 20)} {last}";

    // Names are cut so that the columns stay where they are.
    private static string Fit(string text, int width) =>
        text.Length > width ? text[..(width - 1)] + "…" : text.PadRight(width);

    /// <summary>A container.</summary>
    public sealed record OfContainer(Container Container) : DashboardRow("container " + Container.Id)
    {
        /// <inheritdoc/>
        public override string Describe(DateTimeOffset now)
        {
            var status = Container.Status;
            var state = status.State == ContainerState.Checkpointed ? "checkpointed" : ContainerFacts.StateName(status.State);
            return Cells(Container.Name, state, Container.Spec.ImageName, ContainerFacts.Status(status, now));
        }
    }

    /// <summary>A checkpoint archive.</summary>
    public sealed record OfArchive(CheckpointListing Archive) : DashboardRow("archive " + Archive.Path)
    {
        /// <inheritdoc/>
        public override string Describe(DateTimeOffset now) => Cells(
            Archive.Container, HumanSize.Format(Archive.Bytes), HumanTime.FormatAgo(Archive.Checkpointed, now), Path.GetFileName(Archive.Path));
    }

    /// <summary>A migration that is not over.</summary>
    public sealed record OfMigration(Migration Migration) : DashboardRow("migration " + Migration.Id)
    {
        /// <inheritdoc/>
        public override string Describe(DateTimeOffset now) => Cells(
            Migration.ContainerName,
            MigrationText.Of(Migration.State),
            $"{MigrationText.Of(Migration.Role)}, {Migration.Host}",
            string.Create(CultureInfo.InvariantCulture, $"{(now - Migration.Started).TotalSeconds:0} s"));
    }
}
