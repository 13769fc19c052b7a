using System.Net;
using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>
/// Networks that files declare, one each, in the JSON of <c>network inspect</c> under the network's name
/// (containers/common, libnetwork/netavark/network.go). The files are only read.
/// </summary>
/// <param name="folder">Their folder, which may be missing. Null: nothing is declared.</param>
internal sealed class DeclaredNetworks(string? folder)
{
    /// <summary>The file that declares a network of this name; null when none does.</summary>
    public string? FileOf(string name) => Files().FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name);

    /// <summary>Names of all of them.</summary>
    public IReadOnlyList<string> Names() => [.. Files().Select(file => Path.GetFileNameWithoutExtension(file)!)];

    /// <summary>Reads one.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is none, and why.</exception>
    public static Network Read(string file)
    {
        try
        {
            var network = JsonSerializer.Deserialize(File.ReadAllBytes(file), ModelJsonContext.Default.Network)!;
            Require(file, network.Name == Path.GetFileNameWithoutExtension(file), "its name is not the file's");
            Require(file, ObjectName.IsValid(network.Name), "its name is not valid");
            Require(file, network.Id is { Length: 64 } id && id.All(char.IsAsciiHexDigitLower), "its id is not 64 hexadecimal digits");
            Require(file, NetworkDrivers.All.Contains(network.Driver), $"there is no driver \"{network.Driver}\"");
            Require(
                file,
                (network.Subnets ?? []).All(subnet => IPNetwork.TryParse(subnet.Subnet, out _)),
                "a subnet is not ADDRESS/BITS");
            return network;
        }
        catch (JsonException e)
        {
            throw Invalid(file, e.Message);
        }
    }

    private IEnumerable<string> Files() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order() : [];

    private static void Require(string file, bool condition, string complaint)
    {
        if (!condition)
        {
            throw Invalid(file, complaint);
        }
    }

    private static GantryException Invalid(string file, string reason) =>
        new(ErrorCode.Invalid, $"\"{file}\" does not declare a network: {reason}");
}
