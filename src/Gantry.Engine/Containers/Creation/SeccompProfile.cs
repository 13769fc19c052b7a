using System.Buffers;
using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>
/// Translates a seccomp profile in the format of Docker and Podman (containers/common, pkg/seccomp) to the OCI
/// runtime's (runtime-spec, config-linux.md): rules for other architectures, kernels and capabilities drop out.
/// </summary>
internal static class SeccompProfile
{
    private static readonly Dictionary<string, string> s_architectures = new()
    {
        ["amd64"] = "SCMP_ARCH_X86_64",
        ["386"] = "SCMP_ARCH_X86",
        ["arm"] = "SCMP_ARCH_ARM",
        ["arm64"] = "SCMP_ARCH_AARCH64",
        ["ppc64le"] = "SCMP_ARCH_PPC64LE",
        ["riscv64"] = "SCMP_ARCH_RISCV64",
        ["s390x"] = "SCMP_ARCH_S390X",
    };

    /// <summary>The OCI form of <paramref name="profile"/> for a container with <paramref name="capabilities"/>.</summary>
    /// <param name="profile">The profile's JSON object.</param>
    /// <param name="capabilities">The container's bounding set.</param>
    /// <param name="host">Whose architecture and kernel count.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: not a profile.</exception>
    public static JsonElement Translate(JsonElement profile, IReadOnlySet<string> capabilities, HostFacts host)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(writer, profile, capabilities, host);
            }

            using var document = JsonDocument.Parse(buffer.WrittenMemory);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // A value of another kind than the format says.
            throw new GantryException(ErrorCode.Invalid, $"decoding seccomp profile failed: {e.Message}", e);
        }
    }

    private static void Write(
        Utf8JsonWriter writer, JsonElement profile, IReadOnlySet<string> capabilities, HostFacts host)
    {
        writer.WriteStartObject();
        writer.WriteString("defaultAction", profile.GetProperty("defaultAction").GetString());
        WriteErrno(writer, profile, "defaultErrnoRet", "defaultErrno");
        WriteArchitectures(writer, profile, host.Architecture);
        CopyIfPresent(writer, profile, "flags");
        CopyIfPresent(writer, profile, "listenerPath");
        CopyIfPresent(writer, profile, "listenerMetadata");
        writer.WriteStartArray("syscalls");
        foreach (var rule in Items(profile, "syscalls").Where(rule => Applies(rule, capabilities, host)))
        {
            WriteRule(writer, rule);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteArchitectures(Utf8JsonWriter writer, JsonElement profile, string architecture)
    {
        var native = s_architectures.GetValueOrDefault(architecture);
        string?[] names =
        [
            .. Items(profile, "architectures").Select(item => item.GetString()),
            .. Items(profile, "archMap")
                .Where(map => map.GetProperty("architecture").GetString() == native)
                .Take(1)
                .SelectMany(map => Items(map, "subArchitectures").Select(item => item.GetString()).Prepend(native)),
        ];
        if (names.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("architectures");
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static bool Applies(JsonElement rule, IReadOnlySet<string> capabilities, HostFacts host)
    {
        var includes = Condition(rule, "includes");
        var excludes = Condition(rule, "excludes");
        var isIncluded = (Texts(includes, "arches") is not { Length: > 0 } arches || arches.Contains(host.Architecture))
            && Texts(includes, "caps").All(capabilities.Contains)
            && (MinimumKernel(includes) is not { } needed || host.KernelVersion >= needed);
        var isExcluded = Texts(excludes, "arches").Contains(host.Architecture)
            || Texts(excludes, "caps").Any(capabilities.Contains)
            || (MinimumKernel(excludes) is { } unwanted && host.KernelVersion >= unwanted);
        return isIncluded && !isExcluded;
    }

    private static void WriteRule(Utf8JsonWriter writer, JsonElement rule)
    {
        // Profiles before 2016 have "name" for "names".
        string?[] names = rule.TryGetProperty("names", out _)
            ? [.. Items(rule, "names").Select(item => item.GetString())]
            : [rule.GetProperty("name").GetString()];
        writer.WriteStartObject();
        writer.WriteStartArray("names");
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteString("action", rule.GetProperty("action").GetString());
        WriteErrno(writer, rule, "errnoRet", "errno");
        WriteArguments(writer, rule);
        writer.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter writer, JsonElement rule)
    {
        var arguments = Items(rule, "args");
        if (arguments.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("args");
        foreach (var argument in arguments)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", argument.GetProperty("index").GetUInt32());
            writer.WriteNumber("value", argument.GetProperty("value").GetUInt64());
            if (argument.TryGetProperty("valueTwo", out var second) && second.GetUInt64() != 0)
            {
                writer.WriteNumber("valueTwo", second.GetUInt64());
            }

            writer.WriteString("op", argument.GetProperty("op").GetString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Error numbers stand in the profile as a number, as a name (<c>EPERM</c>), or as both.</summary>
    private static void WriteErrno(Utf8JsonWriter writer, JsonElement element, string numberField, string nameField)
    {
        if (element.TryGetProperty(numberField, out var number) && number.ValueKind == JsonValueKind.Number)
        {
            writer.WriteNumber(numberField, number.GetUInt32());
        }
        else if (element.TryGetProperty(nameField, out var name) && name.GetString() is { Length: > 0 } text)
        {
            writer.WriteNumber(
                numberField,
                Enum.TryParse<Errno>(text, out var errno)
                    ? (uint)errno
                    : throw new GantryException(ErrorCode.Invalid, $"unknown errno \"{text}\" in seccomp profile"));
        }
    }

    private static void CopyIfPresent(Utf8JsonWriter writer, JsonElement profile, string field)
    {
        if (profile.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(field);
            value.WriteTo(writer);
        }
    }

    private static JsonElement? Condition(JsonElement rule, string name) =>
        rule.TryGetProperty(name, out var condition) && condition.ValueKind == JsonValueKind.Object ? condition : null;

    private static string[] Texts(JsonElement? condition, string name) =>
        condition is { } element ? [.. Items(element, name).Select(item => item.GetString()!)] : [];

    private static Version? MinimumKernel(JsonElement? condition) =>
        condition?.TryGetProperty("minKernel", out var text) is true && text.GetString() is { Length: > 0 } version
            ? Version.Parse(version)
            : null;

    private static JsonElement[] Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray()]
            : [];
}
