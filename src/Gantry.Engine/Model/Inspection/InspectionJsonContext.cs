using System.Text.Json.Serialization;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Model.Inspection;

/// <summary>Serialisation of inspections; <see cref="InspectionJson"/> holds the two ways to use it.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(GoTimeConverter)])]
[JsonSerializable(typeof(ContainerInspection))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(VolumeInspection))]
[JsonSerializable(typeof(PodInspection))]
[JsonSerializable(typeof(Network))]
internal sealed partial class InspectionJsonContext : JsonSerializerContext;
