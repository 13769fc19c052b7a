using System.Text;
using Gantry.Engine.Archive;
using Gantry.Engine.CriuImages;

namespace Gantry.Engine.Inspection;

/// <summary>
/// Arguments and environments of processes, which are nowhere but in their memory. Taken from pages files as they
/// stream by; of pages that come before the maps that say what they are, nothing is taken.
/// </summary>
internal sealed class ProcessTexts(CriuImageSet images)
{
    // Much more than programs are started with, much less than an image may claim.
    private const int MostBytes = 256 * 1024;

    private readonly Dictionary<(uint Pid, bool IsEnvironment), byte[]> _found = [];

    /// <summary>Arguments, or the environment, of a process; empty when they are not in the checkpoint.</summary>
    public IReadOnlyList<string> Of(uint pid, bool isEnvironment) =>
        _found.TryGetValue((pid, isEnvironment), out var bytes)
            ? [.. Encoding.UTF8.GetString(bytes).TrimEnd('\0').Split('\0').SkipWhile(text => isEnvironment && text.Length == 0)]
            : [];

    /// <summary>Reads a pages file as far as there is something to find in it.</summary>
    public async Task ReadAsync(uint pagesNumber, Stream content, CancellationToken cancellationToken)
    {
        var position = 0UL;
        foreach (var (offset, target) in Wanted(pagesNumber).OrderBy(part => part.Offset))
        {
            if (offset < position || offset > long.MaxValue || !await content.SkipAsync((long)(offset - position), cancellationToken)
                || await content.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken) < target.Length)
            {
                return;
            }

            position = offset + (ulong)target.Length;
        }
    }

    private List<(ulong Offset, Memory<byte> Target)> Wanted(uint pagesNumber)
    {
        var wanted = new List<(ulong, Memory<byte>)>();
        foreach (var (pid, map) in images.Pages.Where(pair => pair.Value.PagesNumber == pagesNumber))
        {
            if (images.Memory.TryGetValue(pid, out var memory))
            {
                Want(pid, false, map, memory.ArgumentsStart, memory.ArgumentsEnd);
                Want(pid, true, map, memory.EnvironmentStart, memory.EnvironmentEnd);
            }
        }

        return wanted;

        void Want(uint pid, bool isEnvironment, PageMap map, ulong start, ulong end)
        {
            var parts = end > start && end - start <= MostBytes ? map.Locate(start, end).ToList() : [];
            if (parts.Aggregate(0UL, (sum, part) => sum + (ulong)part.Length) == end - start && parts.Count > 0)
            {
                var bytes = _found[(pid, isEnvironment)] = new byte[end - start];
                wanted.AddRange(parts.Select(part => (part.FileOffset, bytes.AsMemory((int)(part.Address - start), part.Length))));
            }
        }
    }
}
