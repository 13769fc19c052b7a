namespace Gantry.Engine.Model.Reports;

/// <summary>Memory of a process as it is in a checkpoint.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Area">Name of the area it lies in, as <see cref="MemoryArea.Name"/>.</param>
/// <param name="Address">Where it is in the process.</param>
/// <param name="Bytes">Its content, valid until the next piece is asked for.</param>
public sealed record MemoryPiece(uint Pid, string Area, ulong Address, ReadOnlyMemory<byte> Bytes);
