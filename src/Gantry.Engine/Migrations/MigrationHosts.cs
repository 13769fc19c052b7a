using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;

namespace Gantry.Engine.Migrations;

/// <summary>Hosts that containers can be moved to: what their names stand for, and what they say of themselves.</summary>
internal sealed class MigrationHosts(MigrationServices services, MigrationHostTable table)
{
    /// <summary>The named hosts.</summary>
    public MigrationHostTable Table => table;

    /// <summary>A host by its name; what is no name is taken as ssh takes it.</summary>
    public MigrationHost Find(string word) =>
        table.Find(word) ?? new MigrationHost { Name = word, Destination = word };

    /// <summary>The request with what the name of its host stands for. A transport that was typed goes before it.</summary>
    public MigrationRequest Resolve(MigrationRequest request) =>
        request.Transport is null ? Aim(request, Find(request.Host)) : request;

    /// <summary>The request with another host.</summary>
    public static MigrationRequest Aim(MigrationRequest request, MigrationHost host) =>
        request with { Host = host.Destination, Transport = host.Transport };

    /// <summary>Asks a host what it is, and whether containers of this one could run there.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: it was not reached.</exception>
    public async Task<TargetFacts> AskAsync(MigrationHost host, CancellationToken cancellationToken)
    {
        await using var connection = MigrationConnection.Open(services.Ssh, host.Destination, host.Transport);
        try
        {
            await connection.Link.SendAsync(
                await new SourcePreflight(services).ProbeAsync(cancellationToken), cancellationToken);
            return (await connection.Link.ExpectAsync<MigrationMessage.Facts>(cancellationToken)).Target;
        }
        catch (IOException e)
        {
            throw new GantryException(ErrorCode.ToolFailed, e.Message, e);
        }
    }
}
