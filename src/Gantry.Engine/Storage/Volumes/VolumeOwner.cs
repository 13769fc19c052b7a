namespace Gantry.Engine.Storage.Volumes;

/// <summary>Owner and group, as numbers on the host.</summary>
internal readonly record struct VolumeOwner(uint Uid, uint Gid);
