using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Engine.Model;

namespace Gantry.Engine.Archive;

/// <summary>
/// The bytes of <see cref="EntryNames.Manifest"/>: a JSON object whose last member is <c>"digest"</c>, the SHA-256 of
/// all bytes in front of the comma before it. So the manifest, which nothing else vouches for, cannot be damaged
/// unseen.
/// </summary>
internal static class ManifestFile
{
    /// <summary>The largest manifest read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int HexLength = 64;

    private static ReadOnlySpan<byte> DigestMember => ",\"digest\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>Writes the manifest.</summary>
    public static byte[] Serialize(ArchiveManifest manifest)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, ArchiveJsonContext.Default.ArchiveManifest);
        var body = json.AsSpan(0, json.Length - 1);
        return [.. body, .. DigestMember, .. Hash(body), .. End];
    }

    /// <summary>Reads a manifest and checks its digest.</summary>
    /// <exception cref="InvalidDataException">Damaged or malformed.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: of a later version.</exception>
    public static ArchiveManifest Parse(ReadOnlySpan<byte> file)
    {
        var tailLength = DigestMember.Length + HexLength + End.Length;
        if (file.Length < tailLength
            || !file.EndsWith(End)
            || !file[^tailLength..].StartsWith(DigestMember)
            || !file[^(HexLength + End.Length)..^End.Length].SequenceEqual(Hash(file[..^tailLength])))
        {
            throw new InvalidDataException("its digest does not hold");
        }

        ArchiveManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file, ArchiveJsonContext.Default.ArchiveManifest);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"it is malformed: {error.Message}", error);
        }

        return manifest?.Version switch
        {
            null or < 1 => throw new InvalidDataException("it has no valid version"),
            <= ArchiveManifest.CurrentVersion => manifest,
            _ => throw new GantryException(
                ErrorCode.Incompatible,
                $"The checkpoint archive is of version {manifest.Version}, made by {manifest.Engine}; "
                + $"this engine reads up to version {ArchiveManifest.CurrentVersion}. Use a newer gantry."),
        };
    }

    private static byte[] Hash(ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)));
}
