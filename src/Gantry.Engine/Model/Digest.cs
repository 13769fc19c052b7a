using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Model;

/// <summary>A content digest, always SHA-256, written <c>sha256:</c> + 64 hexadecimal digits (OCI image spec, descriptor.md).</summary>
[JsonConverter(typeof(JsonDigestConverter))]
public readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");
    private readonly string? _hex;

    private Digest(string hex)
    {
        _hex = hex;
    }

    /// <summary>The 64 digits without the algorithm.</summary>
    public string Hex => _hex ?? throw new InvalidOperationException("An empty digest was used.");

    /// <summary>The digest of <paramref name="content"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>The digest whose 32 hash bytes are given.</summary>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    /// <summary>Reads <c>sha256:…</c> or 64 bare digits.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: another algorithm or not a digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new GantryException(ErrorCode.Invalid, $"\"{text}\" is not a SHA-256 digest.");

    /// <summary>Reads <c>sha256:…</c> or 64 bare digits; false when <paramref name="text"/> is neither.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var hex = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (hex is not { Length: 64 } || hex.AsSpan().ContainsAnyExcept(s_hexDigits))
        {
            return false;
        }

        digest = new Digest(hex);
        return true;
    }

    /// <summary><c>sha256:</c> + digits.</summary>
    public override string ToString() => Prefix + Hex;
}

internal sealed class JsonDigestConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
