using System.Text;

namespace Gantry.Linux;

/// <summary>The last MiB of a stream of bytes; what came before is forgotten.</summary>
internal sealed class OutputTail : IDisposable
{
    internal const int Limit = 1024 * 1024;

    private readonly MemoryStream _content = new();

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _content.Write(bytes);
        // Cut at twice the limit, so that a long output is moved once per MiB and not once per read.
        if (_content.Length > 2 * Limit)
        {
            Cut();
        }
    }

    public void Dispose() => _content.Dispose();

    public override string ToString()
    {
        Cut();
        return Encoding.UTF8.GetString(_content.GetBuffer(), 0, (int)_content.Length);
    }

    private void Cut()
    {
        var surplus = (int)_content.Length - Limit;
        if (surplus <= 0)
        {
            return;
        }

        var buffer = _content.GetBuffer();
        buffer.AsSpan(surplus, Limit).CopyTo(buffer);
        _content.SetLength(Limit);
        _content.Position = Limit;
    }
}
