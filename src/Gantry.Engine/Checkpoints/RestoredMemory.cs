using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The memory of processes that are restored: among CRIU's images, or with another host, from which it comes while they run.
/// Processes that will never have all of theirs do not outlive this.
/// </summary>
internal sealed class RestoredMemory : IAsyncDisposable
{
    private readonly CheckpointServices _services;
    private readonly Container _container;
    private readonly IRestoreHold? _hold;
    private readonly LazyPages? _pages;
    private bool _isWhole;

    private RestoredMemory(CheckpointServices services, Container container, IRestoreHold? hold, LazyPages? pages)
    {
        _services = services;
        _container = container;
        _hold = hold;
        _pages = pages;
    }

    /// <summary>What the runtime's <c>restore</c> is to be told.</summary>
    public IReadOnlyList<string> RestoreOptions => _pages is null ? [] : LazyPages.RestoreOptions;

    /// <summary>Makes ready for processes to be restored.</summary>
    public static async Task<RestoredMemory> BeginAsync(
        CheckpointServices services, Container container, CheckpointFiles files, IRestoreHold? hold)
    {
        if (hold?.Pages is not { } link)
        {
            return new RestoredMemory(services, container, hold, pages: null);
        }

        var pages = await LazyPages.StartAsync(services.Tools.Find("criu"), files.Current.Images, files.Bundle);
        link.Attach(pages.Connection, endOfInput: () => { });
        return new RestoredMemory(services, container, hold, pages);
    }

    /// <summary>Returns when the processes, which run, have all of it.</summary>
    /// <param name="record">Puts on record that they run.</param>
    /// <param name="warnings">What the person should know.</param>
    public async Task AwaitAsync(Action record, IReadOnlyList<string> warnings)
    {
        if (_pages is not null)
        {
            await _hold!.AwaitMemoryAsync(record, warnings, _pages.WaitAsync());
            _isWhole = true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pages is null)
        {
            return;
        }

        if (!_isWhole)
        {
            await _services.Undo.ExecuteAsync(new UndoStep.KillProcesses(_container.Id), CancellationToken.None);
        }

        await _pages.DisposeAsync();
        BundleFolder.Remove(_pages.Leftovers);
    }
}
