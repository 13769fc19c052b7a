using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// What bzip2 or xz make of a compressed stream, read as it comes. Asynchronous reading only. The compressed stream
/// stays open.
/// </summary>
internal sealed class DecompressionTool : Stream
{
    private readonly ChildProcess _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _feeding;
    private readonly Task<string> _complaints;
    private readonly string _program;

    private DecompressionTool(ChildProcess process, string program, Stream compressed)
    {
        _process = process;
        _program = program;
        _complaints = ReadComplaintsAsync(process.StandardError!);
        _feeding = FeedAsync(compressed, process.StandardInput!, _stop.Token);
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

    /// <summary>Starts <c>NAME --decompress --stdout</c> on a stream.</summary>
    /// <param name="name">bzip2 or xz.</param>
    /// <param name="compressed">Its input.</param>
    /// <exception cref="Model.GantryException">
    /// <see cref="Model.ErrorCode.Incompatible"/>: it is not installed.
    /// </exception>
    public static Stream Open(string name, Stream compressed)
    {
        var program = ToolLocator.Default.Find(name);
        var process = ChildProcess.Start(new ChildProcessStart
        {
            FileName = program,
            Arguments = ["--decompress", "--stdout"],
            Environment = ToolRunner.CleanEnvironment,
            StandardInput = StandardStream.Pipe,
            StandardOutput = StandardStream.Pipe,
            StandardError = StandardStream.Pipe,
        });
        return new DecompressionTool(process, program, compressed);
    }

    /// <summary>Reads plain bytes.</summary>
    /// <exception cref="InvalidDataException">The program refused its input: it is damaged or truncated.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _process.StandardOutput!.ReadAsync(buffer, cancellationToken);
        if (count == 0 && buffer.Length > 0)
        {
            await RequireSuccessAsync(cancellationToken);
        }

        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The output of a program is read asynchronously.");

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
        await _stop.CancelAsync();
        if (!_process.Pidfd.HasExited)
        {
            _process.Signal(Signals.Parse("KILL"));
        }

        await Task.WhenAny(_feeding);
        await _complaints;
        await _process.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    // Input that the program does not want any more (it failed, or we stopped reading) is no error of its own: the
    // exit code tells.
    private static async Task FeedAsync(Stream compressed, Stream input, CancellationToken cancellationToken)
    {
        await using (input)
        {
            try
            {
                await compressed.CopyToAsync(input, cancellationToken);
            }
            catch (LinuxException e) when (e.Errno == Errno.EPIPE)
            {
                return;
            }
        }
    }

    private static async Task<string> ReadComplaintsAsync(Stream error)
    {
        using var reader = new StreamReader(error);
        return await reader.ReadToEndAsync(CancellationToken.None);
    }

    private async Task RequireSuccessAsync(CancellationToken cancellationToken)
    {
        await _feeding;
        var exitCode = await _process.WaitAsync(cancellationToken);
        if (exitCode != 0)
        {
            var complaint = (await _complaints).Trim();
            throw new InvalidDataException($"{Path.GetFileName(_program)} cannot decompress the stream: {complaint}");
        }
    }
}
