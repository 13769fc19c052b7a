using System.Text.Json.Serialization;
using Gantry.Engine.Model.Events;

namespace Gantry.Engine.State;

/// <summary>Serialisation of undo steps in the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(UndoStep))]
internal sealed partial class StateJsonContext : JsonSerializerContext;

/// <summary>Serialisation of events, with Podman's names (libpod/events/config.go).</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineEvent))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
