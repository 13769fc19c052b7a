using System.Text;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>
/// Looks for bytes in pieces of memory, also across the border of two that adjoin. The search itself is the runtime's,
/// which uses vector instructions (MemorySearchTests measures it).
/// </summary>
internal sealed class MemorySearch(MemoryQuery query)
{
    private readonly int _kept = MemoryPattern.MostBytes + query.Context;
    private byte[] _window = [];
    private char[] _characters = [];
    private int _length;
    private int _searched;
    private MemoryPiece? _last;

    /// <summary>Takes a piece; gives what can be told with it.</summary>
    public IReadOnlyList<MemoryMatch> Take(MemoryPiece piece)
    {
        var isNext = _last is { } last && (last.Pid, last.Area) == (piece.Pid, piece.Area) && last.Address + (ulong)last.Bytes.Length == piece.Address;
        List<MemoryMatch> found = isNext ? [] : [.. Finish()];
        Append(piece);
        _last = piece;

        // What begins in the last part may end, or have its surroundings, in the next piece.
        found.AddRange(Find(Math.Max(0, _length - _kept)));
        Drop();
        return found;
    }

    /// <summary>What is left when nothing adjoins the last piece.</summary>
    public IReadOnlyList<MemoryMatch> Finish()
    {
        var found = Find(_length);
        (_length, _searched, _last) = (0, 0, null);
        return found;
    }

    private void Append(MemoryPiece piece)
    {
        var needed = _length + piece.Bytes.Length;
        if (_window.Length < needed)
        {
            Array.Resize(ref _window, needed);
        }

        piece.Bytes.Span.CopyTo(_window.AsSpan(_length));
        _length = needed;
    }

    // Keeps what a match that begins where the search stopped has in front of it.
    private void Drop()
    {
        var drop = Math.Max(0, _searched - query.Context);
        _window.AsSpan(drop, _length - drop).CopyTo(_window);
        _length -= drop;
        _searched -= drop;
    }

    /// <summary>Matches that begin in front of <paramref name="end"/>.</summary>
    private List<MemoryMatch> Find(int end)
    {
        var found = new List<MemoryMatch>();
        foreach (var (start, length) in query.Pattern switch
        {
            MemoryPattern.Exactly(var bytes) => FindBytes(bytes, end),
            MemoryPattern.Matching(var expression) => FindExpression(expression, end),
            _ => throw new ArgumentOutOfRangeException(nameof(end), query.Pattern, null),
        })
        {
            found.Add(ToMatch(start, length));
            _searched = start + Math.Max(1, length);
        }

        _searched = Math.Max(_searched, end);
        return found;
    }

    private List<(int Start, int Length)> FindBytes(ReadOnlyMemory<byte> bytes, int end)
    {
        var found = new List<(int, int)>();
        for (var from = _searched; from < end;)
        {
            var at = _window.AsSpan(from, _length - from).IndexOf(bytes.Span);
            if (at < 0 || from + at >= end)
            {
                break;
            }

            found.Add((from + at, bytes.Length));
            from += at + bytes.Length;
        }

        return found;
    }

    private List<(int Start, int Length)> FindExpression(System.Text.RegularExpressions.Regex expression, int end)
    {
        if (_characters.Length < _length)
        {
            _characters = new char[_window.Length];
        }

        Encoding.Latin1.GetChars(_window.AsSpan(0, _length), _characters);
        var found = new List<(int, int)>();
        foreach (var match in expression.EnumerateMatches(_characters.AsSpan(0, _length), _searched))
        {
            if (match.Index >= end)
            {
                break;
            }

            if (match.Length > 0)
            {
                found.Add((match.Index, match.Length));
            }
        }

        return found;
    }

    private MemoryMatch ToMatch(int start, int length)
    {
        var from = Math.Max(0, start - query.Context);
        var to = Math.Min(_length, start + length + query.Context);
        var address = _last!.Address + (ulong)_last.Bytes.Length - (ulong)(_length - start);
        return new MemoryMatch(_last.Pid, _last.Area, address, length, start - from, _window[from..to]);
    }
}
