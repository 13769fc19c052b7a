using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Reports;

/// <summary>Serialisation of reports; names as they are, since templates name them too.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckpointDifference))]
[JsonSerializable(typeof(CheckpointListing))]
[JsonSerializable(typeof(CheckpointReport))]
[JsonSerializable(typeof(LogDiagnosis))]
[JsonSerializable(typeof(SystemReport))]
public sealed partial class ReportJsonContext : JsonSerializerContext;
