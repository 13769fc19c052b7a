namespace Gantry.Engine.Containers;

/// <summary>Where a container's file systems are on the host.</summary>
/// <param name="Root">Its root file system.</param>
/// <param name="Shm">What is bound at /dev/shm; null for the host's or none.</param>
/// <param name="Volumes">Content of each volume, by name.</param>
internal sealed record ContainerMountPoints(string Root, string? Shm, IReadOnlyDictionary<string, string> Volumes);
