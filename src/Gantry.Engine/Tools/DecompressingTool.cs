using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>Plain bytes out of a bzip2 or xz stream, by the program of that name; both are rare enough for a child process.</summary>
internal sealed class DecompressingTool : Stream
{
    private readonly string _name;
    private readonly ChildProcess _process;
    private readonly Stream _output;
    private readonly Task _feeding;
    private readonly CancellationTokenSource _end = new();

    private DecompressingTool(string name, ChildProcess process, Stream source)
    {
        _name = name;
        _process = process;
        _output = process.StandardOutput!;
        _feeding = FeedAsync(source, process.StandardInput!, _end.Token);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Starts <c>bzip2 -dc</c> or <c>xz -dc</c> over a stream.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: the program is not here.</exception>
    public static DecompressingTool Start(ToolLocator tools, string name, Stream source) => new(
        name,
        ChildProcess.Start(new ChildProcessStart
        {
            FileName = tools.Find(name),
            Arguments = ["-dc"],
            StandardInput = StandardStream.Pipe,
            StandardOutput = StandardStream.Pipe,
            StandardError = StandardStream.Null,
        }),
        source);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _output.ReadAsync(buffer, cancellationToken);
        if (count == 0 && buffer.Length > 0)
        {
            await _feeding;
            var exitCode = await _process.WaitAsync(cancellationToken);
            if (exitCode != 0)
            {
                throw new GantryException(
                    ErrorCode.Invalid, $"{_name} could not read the archive (exit status {exitCode}): it is damaged or cut short.");
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read it with ReadAsync.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _output.DisposeAsync();
        await _process.DisposeAsync();
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    private static async Task FeedAsync(Stream source, Stream input, CancellationToken cancellationToken)
    {
        await using (input)
        {
            try
            {
                await source.CopyToAsync(input, 1 << 20, cancellationToken);
            }
            catch (Exception e) when (e is LinuxException or OperationCanceledException)
            {
                // The program has ended or nobody reads it any more; its exit status says what there is to say.
            }
        }
    }
}
