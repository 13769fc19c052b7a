using System.Text.Json;
using System.Threading.Channels;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>The conversation of a migration's two ends over a pair of pipes.</summary>
/// <param name="input">From the other end.</param>
/// <param name="output">To the other end.</param>
/// <param name="explainEnd">
/// Says why the other end is gone, which is an error then. Null: the other end may go when it likes.
/// </param>
/// <param name="host">The other end's host, which begins what it failed with. Null: nobody is told.</param>
internal sealed class MigrationLink(
    Stream input, Stream output, Func<Task<string>>? explainEnd = null, string? host = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    // Those that came while a data stream was diverted.
    private readonly Channel<MigrationMessage> _heard = Channel.CreateUnbounded<MigrationMessage>();

    private readonly FrameChannel _channel = new(input, output, explainEnd);

    private Task? _listening;

    /// <summary>The other end has said something.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Says something.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    public async Task SendAsync(MigrationMessage message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, MigrationJsonContext.Default.MigrationMessage);
        var frame = new byte[FrameHeader.Size + json.Length];
        new FrameHeader(FrameType.Message, 0, json.Length).Write(frame);
        json.CopyTo(frame, FrameHeader.Size);
        await _channel.SendAsync(frame, cancellationToken);
    }

    /// <summary>What the other end says next; null when it is gone.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it does not speak the protocol.</exception>
    /// <exception cref="IOException">It is gone, which was to be explained.</exception>
    public async Task<MigrationMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_listening is null)
        {
            return await ReadAsync(null, cancellationToken);
        }

        if (!await _heard.Reader.WaitToReadAsync(cancellationToken))
        {
            await _listening;
            return null;
        }

        return await _heard.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>
    /// Has a data stream handed on from now on, whenever its frames come; messages in between are kept for
    /// <see cref="ReceiveAsync"/>.
    /// </summary>
    /// <returns>Ends when the other end says nothing more, or what it says cannot be taken.</returns>
    public Task Divert(DivertedStream stream) => _listening = ListenAsync(stream);

    private async Task ListenAsync(DivertedStream stream)
    {
        try
        {
            while (await ReadAsync(stream, CancellationToken.None) is { } message)
            {
                _heard.Writer.TryWrite(message);
            }
        }
        finally
        {
            _heard.Writer.Complete();
        }
    }

    private async Task<MigrationMessage?> ReadAsync(DivertedStream? diverted, CancellationToken cancellationToken)
    {
        try
        {
            while (await _channel.ReceiveAsync(cancellationToken) is { } header)
            {
                var payload = new byte[header.Length];
                await _channel.ReceivePayloadAsync(payload, cancellationToken);
                HasHeard = true;
                if (header.Type == FrameType.Message)
                {
                    return Named(JsonSerializer.Deserialize(payload, MigrationJsonContext.Default.MigrationMessage));
                }

                if (diverted?.Has(header) != true)
                {
                    throw new GantryException(
                        ErrorCode.Invalid, "The other end of the migration sent data that was not expected.");
                }

                await diverted.TakeAsync(header, payload);
            }

            return await EndAsync();
        }
        catch (JsonException e)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"The other end of the migration said something that this version does not understand: {e.Message}",
                e);
        }
        catch (EndOfStreamException)
        {
            return await EndAsync();
        }
    }

    /// <summary>Waits for a certain answer.</summary>
    /// <exception cref="GantryException">
    /// What the other end failed with. <see cref="ErrorCode.ToolFailed"/>: it is gone.
    /// <see cref="ErrorCode.Invalid"/>: it answered something else.
    /// </exception>
    /// <exception cref="IOException">It is gone, which was to be explained.</exception>
    public async Task<T> ExpectAsync<T>(CancellationToken cancellationToken)
        where T : MigrationMessage =>
        Require<T>(await ReceiveAsync(cancellationToken));

    /// <summary>What was said, if it is this answer.</summary>
    /// <exception cref="GantryException">As <see cref="ExpectAsync"/>.</exception>
    public static T Require<T>(MigrationMessage? message)
        where T : MigrationMessage =>
        message switch
        {
            T expected => expected,
            MigrationMessage.Failed failed => throw new GantryException(failed.Code, failed.Message),
            null => throw new GantryException(ErrorCode.ToolFailed, "the connection to the other host ended"),
            var other => throw new GantryException(
                ErrorCode.Invalid, $"the other host said {other.GetType().Name} where {typeof(T).Name} was expected"),
        };

    /// <summary>
    /// Sends something while listening for the answer, which the other end may give before it has got all: if that is not
    /// the one that is hoped for, the sending stops, and its reason is the one told.
    /// </summary>
    /// <param name="send">Sends. Is given the answer to come, and stops when its token says so.</param>
    /// <param name="cancellationToken">Stops both.</param>
    /// <exception cref="GantryException">As <see cref="ExpectAsync"/>; what <paramref name="send"/> throws.</exception>
    public async Task<TResult> WhileListeningAsync<TAnswer, TResult>(
        Func<Task<MigrationMessage?>, CancellationToken, Task<TResult>> send, CancellationToken cancellationToken)
        where TAnswer : MigrationMessage
    {
        using var refused = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = ListenAsync<TAnswer>(refused);
        try
        {
            return await send(answer, refused.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or GantryException
            && !cancellationToken.IsCancellationRequested)
        {
            // A connection that ends fails what is sent over it too, and often first.
            var reason = refused.IsCancellationRequested || e is IOException || e.InnerException is IOException
                ? await Task.WhenAny(answer, Task.Delay(s_patience, CancellationToken.None))
                : null;
            if (reason == answer)
            {
                Require<TAnswer>(await answer);
            }

            throw;
        }
    }

    private async Task<MigrationMessage?> ListenAsync<TAnswer>(CancellationTokenSource refused)
        where TAnswer : MigrationMessage
    {
        MigrationMessage? answer = null;
        try
        {
            answer = await ReceiveAsync(CancellationToken.None);
            return answer;
        }
        finally
        {
            if (answer is not TAnswer)
            {
                await refused.CancelAsync();
            }
        }
    }

    /// <summary>Begins to send a data stream.</summary>
    public FrameWriteStream OpenWrite(uint number) => new(_channel, number);

    /// <summary>Receives a data stream, to its end, before anything else.</summary>
    public FrameReadStream OpenRead(uint number) => new(_channel, number);

    private MigrationMessage? Named(MigrationMessage? message) =>
        message is MigrationMessage.Failed failed && host is not null
            ? failed with { Message = $"{host}: {failed.Message}" }
            : message;

    private async Task<MigrationMessage?> EndAsync() =>
        explainEnd is null ? null : throw new IOException(await explainEnd());
}
