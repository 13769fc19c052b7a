using Gantry.Engine.Model;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Preflight;

/// <summary>Whether this host is one that a container of another host could run on.</summary>
internal sealed class HostPreflight(Criu criu, HostLayout layout)
{
    // What an import keeps free.
    private const long SpareBytes = 16 * 1024 * 1024;

    /// <summary>What a container of the source would not find here, each with a remedy.</summary>
    /// <param name="architecture">The source's, as a GOARCH value.</param>
    /// <param name="criuVersion">The source's CRIU, as one number.</param>
    /// <param name="processor">The source's processor, as CRIU describes it.</param>
    /// <param name="cancellationToken">Honoured when CRIU has ended.</param>
    public async Task<IReadOnlyList<string>> MismatchesAsync(
        string architecture, int criuVersion, byte[] processor, CancellationToken cancellationToken)
    {
        List<string> blockers = [];
        if (architecture != Machine.Architecture)
        {
            blockers.Add($"this host is {Machine.Architecture} and the source {architecture}: choose a host like the source");
        }

        var version = await criu.VersionAsync(cancellationToken);
        if (version < criuVersion)
        {
            blockers.Add($"CRIU here is version {version}, older than the source's {criuVersion}: run eng/setup.sh on this host");
        }

        if (await criu.ComplainOfProcessorAsync(
            layout.Temporary, processor, cancellationToken) is { } complaint)
        {
            blockers.Add($"the processor here lacks what the source's has: {complaint}; choose a host with the same or a newer one");
        }

        return blockers;
    }

    /// <summary>What is too little here for a container, each with a remedy.</summary>
    /// <param name="memoryBytes">What its processes have in memory.</param>
    /// <param name="fileBytes">What it has in files.</param>
    public IEnumerable<string> Shortages(long memoryBytes, long fileBytes)
    {
        var free = Filesystem.Space(layout.Root).FreeBytes - SpareBytes;
        if (free < memoryBytes + fileBytes)
        {
            yield return
                $"the container needs {memoryBytes + fileBytes} bytes below {layout.Root} here, where "
                + $"{Math.Max(free, 0)} are free: free space, or use another --root";
        }

        if (Machine.AvailableMemoryBytes < memoryBytes)
        {
            yield return
                $"the container has {memoryBytes} bytes in memory, and {Machine.AvailableMemoryBytes} are available here: "
                + "choose another host, or end something here";
        }
    }
}
