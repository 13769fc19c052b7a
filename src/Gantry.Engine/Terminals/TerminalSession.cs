using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Terminals;

/// <summary>The person's terminal behind this process's standard streams, for attaching to containers.</summary>
public static class TerminalSession
{
    /// <summary>Descriptor of standard input.</summary>
    public const int InputNumber = 0;

    /// <summary>Descriptor of standard output.</summary>
    public const int OutputNumber = 1;

    /// <summary>Descriptor of standard error.</summary>
    public const int ErrorNumber = 2;

    /// <summary>Whether a descriptor of this process is a terminal (isatty(3)).</summary>
    public static bool IsTerminal(int descriptor) => Terminal.IsTerminal(descriptor);

    /// <summary>Size of the terminal behind a descriptor; null when it is none or does not know.</summary>
    public static TerminalSize? Size(int descriptor) =>
        Terminal.Size(descriptor) is var (columns, rows) ? new TerminalSize(columns, rows) : null;

    /// <summary>
    /// Opens standard input for bytes as they come. Waiting for them can be cancelled. The caller disposes the stream;
    /// the descriptor stays open.
    /// </summary>
    public static Stream OpenInput() => StandardDescriptors.Input.AsStream(FileAccess.Read, leaveOpen: true);

    /// <summary>Whether writing failed because nobody reads the other end of the pipe or socket any more.</summary>
    public static bool IsReaderGone(IOException failure) => failure is LinuxException { Errno: Errno.EPIPE };

    /// <summary>
    /// Opens standard output for bytes, unbuffered; a file that is written to by others too is appended to as they do.
    /// Not Console's, which takes a pipe without a reader for success: a checkpoint would be lost with its container.
    /// The caller disposes the stream; the descriptor stays open.
    /// </summary>
    public static Stream OpenOutput() => StandardDescriptors.Output.AsStream(FileAccess.Write, leaveOpen: true);

    /// <summary>Opens standard error for bytes, as <see cref="OpenOutput"/>.</summary>
    public static Stream OpenError() => StandardDescriptors.Error.AsStream(FileAccess.Write, leaveOpen: true);

    /// <summary>
    /// Hands every key typed on standard input through as it is, Ctrl-C included, without echo. Disposing the result
    /// brings back what was.
    /// </summary>
    /// <exception cref="LinuxException">Standard input is no terminal.</exception>
    public static IDisposable EnterRaw() => Terminal.SetRaw(InputNumber);

    /// <summary>
    /// The size of the terminal behind standard input now and after each change (SIGWINCH), until cancelled. Empty when
    /// it is no terminal.
    /// </summary>
    public static async IAsyncEnumerable<TerminalSize> WatchSizesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One pending change is enough: the size is read when it is taken.
        var changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var registration = PosixSignalRegistration.Create(
            PosixSignal.SIGWINCH, _ => changes.Writer.TryWrite(true));
        TerminalSize? last = null;
        do
        {
            if (Size(InputNumber) is { } size && size != last)
            {
                last = size;
                yield return size;
            }
        }
        while (last is not null && await changes.Reader.ReadAsync(cancellationToken));
    }
}
