using System.Text;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Gives a restored container without networks its loopback interface back. The runtime has CRIU leave the namespace empty, and
/// nobody fills it: sockets on 127.0.0.1 could not be restored, and programs not reach each other. CRIU runs a script of ours
/// when the namespace is there and the sockets are not yet.
/// </summary>
internal static class LoopbackScript
{
    private const int Mode = 0x1C0; // 0700

    /// <summary>Writes the script, where the container needs it.</summary>
    /// <param name="container">Its processes are to be restored.</param>
    /// <param name="bundle">Its folder.</param>
    /// <param name="gantry">Our own command.</param>
    /// <returns>Its path. Null: not needed.</returns>
    public static string? Write(Container container, string bundle, string gantry)
    {
        if (container.Spec.Network.Mode != "none")
        {
            return null;
        }

        // criu(8), --action-script.
        var path = Path.Join(bundle, "loopback");
        var command = gantry.Replace("'", "'\\''", StringComparison.Ordinal);
        Filesystem.WriteVolatile(
            path,
            Encoding.UTF8.GetBytes(
                "#!/bin/sh\n[ \"$CRTOOLS_SCRIPT_ACTION\" != post-setup-namespaces ] || "
                + $"exec '{command}' internal loopback \"$CRTOOLS_INIT_PID\"\n"),
            Mode);
        return path;
    }
}
