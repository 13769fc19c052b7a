namespace Gantry.Engine.Containers.Creation;

/// <summary>Who a program runs as, looked up in a container's own files.</summary>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Group id.</param>
/// <param name="AdditionalGids">Further groups, each once.</param>
/// <param name="Home">Home directory; empty when unknown.</param>
internal sealed record ProcessUser(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids, string Home);
