using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Preflight;

/// <summary>
/// Looks for everything that an installation needs of its host. It opens no installation, so that it can say why none can be
/// opened.
/// </summary>
internal sealed class SystemChecks(EngineOptions options, ToolLocator tools)
{
    private readonly HostLayout _layout = new(options);

    /// <summary>All checks.</summary>
    public async Task<SystemReport> RunAsync(CancellationToken cancellationToken) => new(
    [
        .. RightsChecks.All(),
        .. await new KernelChecks(_layout, tools).AllAsync(cancellationToken),
        .. await new ProgramChecks(options, _layout, tools).AllAsync(cancellationToken),
        .. await new CriuChecks(_layout, tools).AllAsync(cancellationToken),
        .. new StorageChecks(_layout).All(),
    ]);

    /// <summary>
    /// What would stop the restore of any container here, each with a remedy. That CRIU is there and is new enough is the
    /// caller's to know.
    /// </summary>
    public async Task<IReadOnlyList<string>> RestoreBlockersAsync(CancellationToken cancellationToken)
    {
        SystemCheck[] checks =
        [
            await new KernelChecks(_layout, tools).FreezerAsync(cancellationToken),
            await new CriuChecks(_layout, tools).KernelFitsAsync(cancellationToken),
        ];
        return [.. checks.Where(check => check.Status == CheckStatus.Missing).Select(check => $"{check.Name}: {check.Found}: {check.Remedy}")];
    }
}
