using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine;

/// <content>Copying files and folders into, out of and between containers.</content>
public sealed partial class Engine
{
    /// <summary>Copies a file or folder, as cp(1) does; the copy belongs to the container's user, or to us on the host.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such container or path. <see cref="ErrorCode.Invalid"/>: a folder over a file,
    /// or no container on either side.
    /// </exception>
    public Task CopyAsync(CopyEndpoint source, CopyEndpoint destination, CancellationToken cancellationToken)
    {
        var copy = _services.Copy;
        return (source, destination) switch
        {
            (CopyEndpoint.OnHost from, CopyEndpoint.InContainer to) =>
                copy.CopyInAsync(Id(to), from.Path, to.Path, keepOwners: false, cancellationToken),
            (CopyEndpoint.InContainer from, CopyEndpoint.OnHost to) =>
                copy.CopyOutAsync(Id(from), from.Path, to.Path, keepOwners: false, cancellationToken),
            (CopyEndpoint.TarStream from, CopyEndpoint.InContainer to) =>
                copy.ExtractAsync(Id(to), from.Stream, to.Path, cancellationToken),
            (CopyEndpoint.InContainer from, CopyEndpoint.TarStream to) =>
                copy.ArchiveAsync(Id(from), from.Path, to.Stream, cancellationToken),
            (CopyEndpoint.InContainer from, CopyEndpoint.InContainer to) =>
                CopyBetweenAsync(from, to, cancellationToken),
            _ => throw new GantryException(
                ErrorCode.Invalid, "One side of the copy must be in a container, written CONTAINER:PATH."),
        };

        ContainerId Id(CopyEndpoint.InContainer endpoint) => _services.ResolveId(endpoint.Container);
    }

    // A pipe between the two: no copy on the disk.
    private async Task CopyBetweenAsync(
        CopyEndpoint.InContainer from, CopyEndpoint.InContainer to, CancellationToken cancellationToken)
    {
        var (read, write) = Pipes.Create();
        await using var input = read.AsStream(FileAccess.Read);
        var writing = WriteAsync();
        await _services.Copy.ExtractAsync(_services.ResolveId(to.Container), input, to.Path, cancellationToken);
        await writing;

        async Task WriteAsync()
        {
            await using var output = write.AsStream(FileAccess.Write);
            await _services.Copy.ArchiveAsync(_services.ResolveId(from.Container), from.Path, output, cancellationToken);
        }
    }
}
