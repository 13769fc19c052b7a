using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>Tells the target over a new connection what was decided about a migration that was interrupted.</summary>
internal static class MigrationResolver
{
    private const int Attempts = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Has the target run the container, which is its own; tries a few times.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NeedsRecovery"/>: it did not answer that it runs.</exception>
    public static async Task<MigrationMessage.Running> LetRunAsync(
        MigrationServices services, Migration migration, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync<MigrationMessage.Running>(services, migration, runs: true, cancellationToken);
            }
            catch (GantryException e)
            {
                if (attempt == Attempts)
                {
                    throw new GantryException(
                        ErrorCode.NeedsRecovery,
                        $"Container {migration.ContainerName} is {migration.Host}'s now, which has not said that it runs: "
                        + $"{e.Message}. Its copy here stays frozen. Run \"gantry migration recover {migration.Id[..12]}\" "
                        + "when the host can be reached.",
                        e);
                }

                await Task.Delay(s_pause, services.Context.Time, cancellationToken);
            }
        }
    }

    /// <summary>Has the target give the container up.</summary>
    /// <exception cref="GantryException">Why it did not: it cannot be reached, or lets the container run.</exception>
    public static async Task DiscardAsync(
        MigrationServices services, Migration migration, CancellationToken cancellationToken) =>
        await AskAsync<MigrationMessage.Discarded>(services, migration, runs: false, cancellationToken);

    /// <summary>Lets the target forget the migration. If it does not hear, it forgets with the next one.</summary>
    public static async Task FinishAsync(MigrationLink link, CancellationToken cancellationToken)
    {
        try
        {
            await link.SendAsync(new MigrationMessage.Finished(), cancellationToken);
        }
        catch (IOException)
        {
            // It keeps a row that is in nobody's way.
        }
    }

    private static async Task<T> AskAsync<T>(
        MigrationServices services, Migration migration, bool runs, CancellationToken cancellationToken)
        where T : MigrationMessage
    {
        await using var connection = MigrationConnection.Open(services.Ssh, migration.Host, migration.Transport);
        try
        {
            await connection.Link.SendAsync(
                new MigrationMessage.Resolve(MigrationMessage.Version, migration.Id, runs), cancellationToken);
            var answer = await connection.Link.ExpectAsync<T>(cancellationToken);
            await FinishAsync(connection.Link, cancellationToken);
            return answer;
        }
        catch (IOException e)
        {
            throw new GantryException(ErrorCode.ToolFailed, e.Message, e);
        }
    }
}
