namespace Gantry.Engine.Storage.Images;

/// <summary>Tells how a layer is compressed by its first bytes.</summary>
internal static class LayerCompression
{
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b]; // RFC 1952, section 2.3.1

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd]; // RFC 8878, section 3.1.1

    /// <summary>The OCI media type of the layer in a file.</summary>
    public static string MediaTypeOf(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using var file = File.OpenRead(path);
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.StartsWith(GzipMagic))
        {
            return MediaTypes.GzipLayer;
        }

        return head.StartsWith(ZstdMagic) ? MediaTypes.ZstdLayer : MediaTypes.Layer;
    }
}
