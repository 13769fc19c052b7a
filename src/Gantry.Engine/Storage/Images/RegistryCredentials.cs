using System.Text;
using System.Text.Json.Nodes;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>Credentials that were typed, for skopeo.</summary>
internal static class RegistryCredentials
{
    /// <summary>
    /// Writes them as containers-auth.json(5), to a file that goes with the staging area: skopeo's arguments are
    /// everyone's to read.
    /// </summary>
    /// <param name="credentials"><c>user:password</c>.</param>
    /// <param name="registry">Host of the registry they are for.</param>
    /// <param name="staging">Where the file lies.</param>
    /// <returns>The file.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: they have another form.</exception>
    public static string Write(string credentials, string registry, StagingArea staging)
    {
        if (!credentials.Contains(':', StringComparison.Ordinal))
        {
            throw new GantryException(ErrorCode.Invalid, "Credentials for a registry must be USER:PASSWORD.");
        }

        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        var document = new JsonObject
        {
            ["auths"] = new JsonObject { [registry] = new JsonObject { ["auth"] = encoded } },
        };
        var path = staging.NewFile();
        Filesystem.WriteAtomically(path, Encoding.UTF8.GetBytes(document.ToJsonString()), 0x180); // 0600
        return path;
    }
}
