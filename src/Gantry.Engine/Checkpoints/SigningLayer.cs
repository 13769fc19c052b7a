using System.Text;
using Gantry.Engine.Archive;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>Has an archive signed as it is written, and writes the signature into a file beside it.</summary>
/// <param name="destination">Takes the archive as it is.</param>
/// <param name="signing">Signs it.</param>
/// <param name="signature">The file of the signature; closed with this.</param>
internal sealed class SigningLayer(Stream destination, SshKeygenRun signing, ArchiveFile signature) : ArchiveLayer
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await destination.WriteAsync(buffer, cancellationToken);
        await signing.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();

    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var text = await signing.CompleteAsync(cancellationToken);
        await using var file = signature.OpenStream();
        await file.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        await destination.FlushAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await signing.DisposeAsync();
        signature.Dispose();
        await base.DisposeAsync();
    }
}
