using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Checkpoints;

/// <summary><c>network.status</c>: what a container had on each of its networks, as Podman writes it.</summary>
internal static class NetworkStatusFile
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Writes it; <c>null</c> for a container without networks.</summary>
    public static Task WriteAsync(string path, IReadOnlyList<JoinedNetwork> joined, CancellationToken cancellationToken)
    {
        var statuses = joined.Count == 0
            ? null
            : joined.ToDictionary(one => one.Network.Name, one => one.Status ?? new NetworkStatus());
        return File.WriteAllBytesAsync(
            path,
            JsonSerializer.SerializeToUtf8Bytes(statuses, ModelJsonContext.Default.DictionaryStringNetworkStatus!),
            cancellationToken);
    }

    /// <summary>Reads it; empty when there is none, or nothing in it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is no such file.</exception>
    public static IReadOnlyDictionary<string, NetworkStatus> Read(string path) =>
        File.Exists(path) && new FileInfo(path).Length <= MaxBytes
            ? Parse(File.ReadAllBytes(path))
            : new Dictionary<string, NetworkStatus>();

    /// <summary>Reads its content.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is no such file.</exception>
    public static IReadOnlyDictionary<string, NetworkStatus> Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ModelJsonContext.Default.DictionaryStringNetworkStatus) ?? [];
        }
        catch (JsonException e)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"Cannot read the network.status of the checkpoint: {e.Message}", e);
        }
    }
}
