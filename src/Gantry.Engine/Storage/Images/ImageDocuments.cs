using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>Reads the JSON documents of images and turns them into the model.</summary>
internal static class ImageDocuments
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Largest manifest, index or config accepted; containers/image has the same limit.</summary>
    public const int MaximumBytes = 4 << 20;

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed. <see cref="ErrorCode.Incompatible"/>: Docker's schema 1.
    /// </exception>
    public static ManifestDocument ParseManifest(ReadOnlySpan<byte> json, string subject)
    {
        RequireSchema2(json, subject);
        return Parse(json, subject, ImagesJsonContext.Default.ManifestDocument);
    }

    /// <summary>Reads an index.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: malformed.</exception>
    public static IndexDocument ParseIndex(ReadOnlySpan<byte> json, string subject) =>
        Parse(json, subject, ImagesJsonContext.Default.IndexDocument);

    /// <summary>Reads a config.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: malformed.</exception>
    public static ConfigDocument ParseConfig(ReadOnlySpan<byte> json, string subject) =>
        Parse(json, subject, ImagesJsonContext.Default.ConfigDocument);

    /// <summary>Reads the manifest.json of a docker-archive.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: malformed.</exception>
    public static IReadOnlyList<DockerArchiveItem> ParseDockerArchive(ReadOnlySpan<byte> json, string subject) =>
        Parse(json, subject, ImagesJsonContext.Default.IReadOnlyListDockerArchiveItem);

    /// <summary>Whether <paramref name="json"/> is an index rather than a manifest, by its members.</summary>
    public static bool IsIndex(ReadOnlySpan<byte> json, string subject)
    {
        using var document = ParseDocument(json, subject);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("manifests", out _);
    }

    /// <summary>What containers inherit from an image with this config.</summary>
    public static ImageConfig ToModel(ConfigDocument document)
    {
        var execution = document.Config ?? new ConfigDocument.ExecutionDocument();
        return new ImageConfig
        {
            User = execution.User ?? "",
            Environment = execution.Environment ?? [],
            Entrypoint = execution.Entrypoint ?? [],
            Command = execution.Command ?? [],
            WorkingDirectory = execution.WorkingDirectory ?? "",
            Volumes = Names(execution.Volumes),
            ExposedPorts = Names(execution.ExposedPorts),
            Labels = execution.Labels ?? new ImageConfig().Labels,
            StopSignal = execution.StopSignal ?? "",
            Health = ToModel(execution.Health),
            Architecture = document.Architecture ?? "",
            OperatingSystem = document.Os is { Length: > 0 } os ? os : "linux",
            Author = document.Author ?? "",
        };
    }

    /// <summary>The steps that made an image with this config.</summary>
    public static IReadOnlyList<ImageHistoryEntry> History(ConfigDocument document) =>
    [
        .. (document.History ?? []).Select(entry => new ImageHistoryEntry
        {
            Created = entry.Created,
            CreatedBy = entry.CreatedBy ?? "",
            Author = entry.Author ?? "",
            Comment = entry.Comment ?? "",
            IsEmptyLayer = entry.EmptyLayer ?? false,
        }),
    ];

    private static IReadOnlyList<string> Names(IReadOnlyDictionary<string, JsonElement>? set) =>
        set is null ? [] : [.. set.Keys.Order(StringComparer.Ordinal)];

    private static HealthCheck? ToModel(ConfigDocument.HealthDocument? health)
    {
        if (health?.Test is not { Count: > 0 } test)
        {
            return null;
        }

        var defaults = new HealthCheck { Test = test };
        return defaults with
        {
            Interval = Duration(health.Interval) ?? defaults.Interval,
            Timeout = Duration(health.Timeout) ?? defaults.Timeout,
            StartPeriod = Duration(health.StartPeriod) ?? defaults.StartPeriod,
            Retries = health.Retries > 0 ? health.Retries : defaults.Retries,
        };
    }

    private static TimeSpan? Duration(long nanoseconds) =>
        nanoseconds > 0 ? TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick) : null;

    private static void RequireSchema2(ReadOnlySpan<byte> json, string subject)
    {
        using var document = ParseDocument(json, subject);
        var isSchema1 = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("schemaVersion", out var version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number)
            && number == 1;
        if (isSchema1)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"The manifest of {subject} is in Docker's schema 1, which is not supported: convert "
                + "the image with skopeo copy --format oci.");
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, string subject, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Malformed(subject, null);
        }
        catch (JsonException e)
        {
            throw Malformed(subject, e);
        }
    }

    private static JsonDocument ParseDocument(ReadOnlySpan<byte> json, string subject)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw Malformed(subject, e);
        }
    }

    private static GantryException Malformed(string subject, Exception? inner) =>
        new(ErrorCode.Invalid, $"{subject} is not valid: {inner?.Message ?? "it is null"}", inner);
}
