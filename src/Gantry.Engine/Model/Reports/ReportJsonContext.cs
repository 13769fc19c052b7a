using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Reports;

/// <summary>Serialisation of reports; names as they are, since templates name them too.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckpointReport))]
public sealed partial class ReportJsonContext : JsonSerializerContext;
