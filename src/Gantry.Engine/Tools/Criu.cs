using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tools;

/// <summary>CRIU as far as Gantry asks it itself; dumps and restores go through the runtime (criu(8)).</summary>
internal sealed class Criu(string path, ToolAnswers answers)
{
    /// <summary>The oldest CRIU that containers can be restored with; Podman's limit.</summary>
    public const int MinimumVersion = 31100;

    /// <summary>Absolute path of the program.</summary>
    public string Path => path;

    /// <summary>Its version as one number: major × 10000 + minor × 100 + sublevel, e.g. 40201 for 4.2.1.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: it does not run.</exception>
    public async Task<int> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var output = await answers.AskAsync(path, ["--version"], cancellationToken);
            return ParseVersion(output)
                ?? throw new GantryException(
                    ErrorCode.Incompatible, $"failed to check for criu version: \"{output.Trim()}\" has no version.");
        }
        catch (ToolException failure)
        {
            throw new GantryException(
                ErrorCode.Incompatible, $"failed to check for criu version: {failure.Message}", failure);
        }
    }

    /// <summary>Throws unless this CRIU is at least <see cref="MinimumVersion"/>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public async Task RequireMinimumVersionAsync(CancellationToken cancellationToken)
    {
        var version = await VersionAsync(cancellationToken);
        if (version < MinimumVersion)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"checkpoint/restore requires at least CRIU {MinimumVersion}, current version is {version}; "
                + "run eng/setup.sh to install one that fits this kernel.");
        }
    }

    /// <summary>Runs <c>criu check</c>; null when all is well, else its first complaint.</summary>
    /// <remarks>It says nothing of optional features: ask <see cref="HasFeatureAsync"/> for each.</remarks>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        var result = await ToolRunner.RunAsync(path, ["check"], cancellationToken);
        return result.ExitCode == 0
            ? null
            : CriuLog.FirstError(result.StandardError) ?? $"criu check failed: exit status {result.ExitCode}";
    }

    /// <summary>Whether kernel and CRIU have a feature, e.g. <c>mem_dirty_track</c>, <c>uffd</c>, <c>uffd-noncoop</c>.</summary>
    public async Task<bool> HasFeatureAsync(string feature, CancellationToken cancellationToken) =>
        (await ToolRunner.RunAsync(path, ["check", "--feature", feature], cancellationToken)).ExitCode == 0;

    /// <summary>Describes this host's processor, as an image file (criu(8), cpuinfo dump).</summary>
    /// <param name="folder">A folder for short-lived files.</param>
    /// <param name="cancellationToken">Honoured when CRIU has ended: one that is ended early leaves a stopped process behind.</param>
    /// <exception cref="ToolException">CRIU failed.</exception>
    public async Task<byte[]> DescribeProcessorAsync(string folder, CancellationToken cancellationToken)
    {
        using var images = ProcessorFolder.Create(folder);
        await ToolRunner.RequireAsync(path, ["cpuinfo", "dump", "-D", images.Path], CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return await File.ReadAllBytesAsync(images.ImagePath, cancellationToken);
    }

    /// <summary>What this host's processor lacks of a described one; null when it lacks nothing.</summary>
    /// <param name="folder">A folder for short-lived files.</param>
    /// <param name="processor">As <see cref="DescribeProcessorAsync"/> returned it.</param>
    /// <param name="cancellationToken">Honoured when CRIU has ended.</param>
    public async Task<string?> ComplainOfProcessorAsync(
        string folder, byte[] processor, CancellationToken cancellationToken)
    {
        using var images = ProcessorFolder.Create(folder);
        await File.WriteAllBytesAsync(images.ImagePath, processor, cancellationToken);
        var result = await ToolRunner.RunAsync(path, ["cpuinfo", "check", "-D", images.Path], CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return result.ExitCode == 0
            ? null
            : CriuLog.FirstError(result.StandardError) ?? $"criu cpuinfo check: exit status {result.ExitCode}";
    }

    /// <summary>Reads <c>Version: 4.2.1</c>; null when there is no version.</summary>
    internal static int? ParseVersion(string output)
    {
        const string Marker = "Version:";
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith(Marker, StringComparison.Ordinal));
        var parts = line?[Marker.Length..].Trim().Split('.', '-') ?? [];
        return Number(0) is { } major && Number(1) is { } minor
            ? (major * 10000) + (minor * 100) + (Number(2) ?? 0)
            : null;

        int? Number(int index) =>
            index < parts.Length
            && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
