using Gantry.Engine.Model;
using Gantry.Linux;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine;

/// <summary>
/// One installation of Gantry: containers, images, volumes and checkpoints. Any number of processes may open the same
/// installation at once; nothing runs between calls.
/// </summary>
public sealed partial class Engine : IDisposable
{
    private readonly EngineServices _services;

    private Engine(EngineServices services)
    {
        _services = services;
    }

    /// <summary>The installation's options.</summary>
    public EngineOptions Options => _services.Options;

    /// <summary>The installation's paths.</summary>
    public HostLayout Layout => _services.Layout;

    /// <summary>Opens an installation, creating its folders and database when they are missing.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: not root, or a newer Gantry's database.</exception>
    public static Engine Open(EngineOptions options, ILoggerFactory loggers, TimeProvider? time = null)
    {
        if (Users.EffectiveUserId != 0)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                "Gantry needs root: it mounts file systems, makes cgroups and restores processes. Run it with sudo.");
        }

        return new Engine(new EngineServices(options, loggers, time ?? TimeProvider.System));
    }

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();
}
