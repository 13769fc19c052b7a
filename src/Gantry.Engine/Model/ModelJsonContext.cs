using System.Text.Json.Serialization;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Engine.Model;

/// <summary>Serialisation of the model's records as they are stored in the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(ContainerStatus))]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(Volume))]
[JsonSerializable(typeof(Network))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Migration))]
[JsonSerializable(typeof(MigrationHost))]
[JsonSerializable(typeof(JoinedNetwork))]
[JsonSerializable(typeof(Dictionary<string, NetworkStatus>))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
