using System.Text.RegularExpressions;

namespace Gantry.Engine.Model.Reports;

/// <summary>What is looked for in memory.</summary>
public sealed record MemoryQuery
{
    /// <summary>What matches.</summary>
    public required MemoryPattern Pattern { get; init; }

    /// <summary>The one process looked at; null: all.</summary>
    public uint? Pid { get; init; }

    /// <summary>Bytes shown in front of a match and behind it; at most <see cref="MostContext"/>.</summary>
    public int Context { get; init; }

    /// <summary>The most bytes of <see cref="Context"/>.</summary>
    public const int MostContext = 4096;
}

/// <summary>What matches: a closed set.</summary>
public abstract record MemoryPattern
{
    /// <summary>The longest match that is surely found, in bytes.</summary>
    public const int MostBytes = 4096;

    private MemoryPattern()
    {
    }

    /// <summary>These bytes.</summary>
    /// <param name="Bytes">They; 1 to <see cref="MostBytes"/>.</param>
    public sealed record Exactly(ReadOnlyMemory<byte> Bytes) : MemoryPattern;

    /// <summary>An expression over bytes, each as the character of its number (ISO 8859-1).</summary>
    /// <param name="Expression">It; one that cannot backtrack, since memory may hold anything.</param>
    public sealed record Matching(Regex Expression) : MemoryPattern;
}

/// <summary>Something found in memory.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Area">Name of the area it lies in.</param>
/// <param name="Address">Where the match begins.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Offset">Where it begins in <paramref name="Surroundings"/>.</param>
/// <param name="Surroundings">The match with what is around it, as far as that is in the checkpoint.</param>
public sealed record MemoryMatch(uint Pid, string Area, ulong Address, int Length, int Offset, byte[] Surroundings);
