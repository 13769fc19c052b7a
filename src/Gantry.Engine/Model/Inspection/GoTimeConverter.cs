using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>
/// Times as Go's encoding/json writes them: RFC 3339 in UTC with <c>Z</c>, the fraction without trailing zeros.
/// </summary>
public sealed class GoTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The text of a time; the default value is Go's zero time, <c>0001-01-01T00:00:00Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Format(value));
    }
}
