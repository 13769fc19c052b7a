namespace Gantry.Engine.Archive;

/// <summary>The content of the entry that a <see cref="TarReader"/> stands at; one object for all entries.</summary>
internal sealed class TarContentStream(TarSource source, string archive) : ForwardReadStream
{
    private string _name = "";
    private long _length;

    /// <summary>Bytes not read yet.</summary>
    public long Remaining { get; private set; }

    /// <summary>Begins the content of another entry.</summary>
    public void Begin(string name, long length)
    {
        (_name, _length, Remaining) = (name, length, length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, Remaining);
        if (wanted == 0)
        {
            return 0;
        }

        try
        {
            return Took(await source.ReadAsync(buffer[..wanted], cancellationToken));
        }
        catch (InvalidDataException error)
        {
            throw TarReader.Failure(archive, _name, source.Position, error.Message, error);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Remaining);
        if (wanted == 0)
        {
            return 0;
        }

        try
        {
            return Took(source.Read(buffer[..wanted]));
        }
        catch (InvalidDataException error)
        {
            throw TarReader.Failure(archive, _name, source.Position, error.Message, error);
        }
    }

    public override async ValueTask<bool> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(count, Remaining);
        Remaining -= wanted;
        return await source.SkipAsync(wanted, cancellationToken) ? wanted == count : throw Truncated();
    }

    /// <summary>Passes over what was not read.</summary>
    public async ValueTask SkipRestAsync(CancellationToken cancellationToken)
    {
        var padding = TarFormat.Padding(_length);
        _length = 0;
        var rest = Remaining + padding;
        Remaining = 0;
        if (!await source.SkipAsync(rest, cancellationToken))
        {
            throw Truncated();
        }
    }

    private int Took(int count)
    {
        if (count == 0)
        {
            throw Truncated();
        }

        Remaining -= count;
        return count;
    }

    private Model.GantryException Truncated() =>
        TarReader.Failure(
            archive, _name, source.Position, "the archive ends within its content; it was cut short", null);
}
