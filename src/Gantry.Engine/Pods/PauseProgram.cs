using System.Runtime.InteropServices;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Pods;

/// <summary>
/// What an infra container runs: it waits, reaps what its pod's processes leave when they share process ids, and ends at
/// SIGTERM or SIGINT. It is the only file of its root file system, so that a pod needs no image.
/// </summary>
internal sealed class PauseProgram(HostLayout layout)
{
    /// <summary>Where it is in the container.</summary>
    public const string PathInside = "/pause";

    /// <summary>What stands for an image in lists.</summary>
    public const string ImageName = "localhost/gantry-pause:latest";

    private const int Executable = 0x1ED; // 0755

    // An ELF file for x86-64, assembled from pause.S beside this file; a test assembles it again.
    private const string Assembled =
        """
        7f454c4602010100000000000000000002003e0001000000780040000000000040000000000000000000000000000000
        000000004000380001004000000000000100000005000000000000000000000000004000000000000000400000000000
        d400000000000000d40000000000000000100000000000006802400100b80e00000031ff4889e631d241ba080000000f
        05b8800000004889e731f631d241ba080000000f0583f802742183f80f741cb83d000000bfffffffff31f6ba01000000
        4531d20f0585c07fe6ebc6b8e700000031ff0f05
        """;

    private static readonly Lazy<byte[]> s_content = new(() => Convert.FromHexString(string.Concat(Assembled.Split('\n'))));

    /// <summary>The program's file.</summary>
    public static IReadOnlyList<byte> Content => s_content.Value;

    /// <summary>Its digest, in the place of an image's id.</summary>
    public static Digest Id { get; } = Digest.Of(s_content.Value);

    /// <summary>Throws when it does not run on this machine.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public static void RequireRunnable()
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"Cannot make an infra container: there is no pause program for {Machine.Architecture}, only for amd64. Use "
                + "--infra=false.");
        }
    }

    /// <summary>The folder with the program, the only layer of an infra container's root file system; made if missing.</summary>
    public string Layer()
    {
        var folder = Path.Join(layout.Pause, Id.Hex[..12]);
        var file = folder + PathInside;
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            Filesystem.WriteAtomically(file, s_content.Value, Executable);
        }

        return folder;
    }
}
