using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Model;

/// <summary>A container's identity: 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(JsonContainerIdConverter))]
public readonly record struct ContainerId
{
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");
    private readonly string? _value;

    private ContainerId(string value)
    {
        _value = value;
    }

    /// <summary>The first 12 digits, as shown to people.</summary>
    public string ShortForm => ToString()[..12];

    /// <summary>A fresh random identity.</summary>
    public static ContainerId NewRandom() => new(RandomNumberGenerator.GetHexString(64, lowercase: true));

    /// <summary>Reads a full identity.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: not 64 lower-case hexadecimal digits.</exception>
    public static ContainerId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new GantryException(
                ErrorCode.Invalid, $"\"{text}\" is not a container id: 64 lower-case hexadecimal digits are expected.");

    /// <summary>Reads a full identity; false when <paramref name="text"/> is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContainerId id)
    {
        id = default;
        if (text is not { Length: 64 } || text.AsSpan().ContainsAnyExcept(s_hexDigits))
        {
            return false;
        }

        id = new ContainerId(text);
        return true;
    }

    /// <summary>All 64 digits.</summary>
    public override string ToString() => _value ?? throw new InvalidOperationException("An empty container id was used.");
}

internal sealed class JsonContainerIdConverter : JsonConverter<ContainerId>
{
    public override ContainerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContainerId.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, ContainerId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
