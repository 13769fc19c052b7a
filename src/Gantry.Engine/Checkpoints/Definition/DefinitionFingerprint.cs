using System.Security.Cryptography;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Tells definitions apart.</summary>
internal static class DefinitionFingerprint
{
    /// <summary>SHA-256 over the digests of both files, 64 hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> configDump, ReadOnlySpan<byte> specDump) =>
        Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(configDump), .. SHA256.HashData(specDump)]));
}
