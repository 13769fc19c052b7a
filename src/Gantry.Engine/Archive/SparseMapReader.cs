using System.Buffers.Text;

namespace Gantry.Engine.Archive;

/// <summary>Reads maps of sparse files that lie outside PAX records.</summary>
internal static class SparseMapReader
{
    private const int GnuExtentLength = 24;

    /// <summary>
    /// Version 1.0: the decimal numbers COUNT, then OFFSET and LENGTH of each extent, a line each, padded to blocks, in
    /// front of the content (GNU tar manual, "PAX Format, Version 1.0").
    /// </summary>
    /// <param name="source">Stands at the map.</param>
    /// <param name="limit">Bytes of the entry, which the map must not leave.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The extents, and the bytes of the map.</returns>
    /// <exception cref="InvalidDataException">No map stands there.</exception>
    public static async ValueTask<(List<SparseExtent> Extents, long Length)> ReadFromContentAsync(
        TarSource source, long limit, CancellationToken cancellationToken)
    {
        var numbers = new LineNumbers();
        var consumed = 0L;
        while (!numbers.AreComplete)
        {
            var inBounds = consumed < Math.Min(limit, TarFormat.MaxRecordBytes);
            if (!inBounds || await source.EnsureAsync(TarFormat.BlockSize, cancellationToken) < TarFormat.BlockSize)
            {
                throw new InvalidDataException("its sparse map does not end");
            }

            numbers.Read(source.Available[..TarFormat.BlockSize]);
            source.Advance(TarFormat.BlockSize);
            consumed += TarFormat.BlockSize;
        }

        return consumed <= limit
            ? (numbers.ToExtents(), consumed)
            : throw new InvalidDataException("its sparse map leaves its content");
    }

    /// <summary>Old GNU: four extents in the header, 21 more in each block behind it while the block says so.</summary>
    /// <exception cref="InvalidDataException">The numbers make no extents, or the stream ends.</exception>
    public static async ValueTask<List<SparseExtent>> ReadOldGnuAsync(
        ReadOnlyMemory<byte> header, TarSource source, CancellationToken cancellationToken)
    {
        var extents = new List<SparseExtent>();
        AddOldGnu(header.Span[TarFormat.GnuExtents], extents);
        var isExtended = header.Span[TarFormat.GnuIsExtendedOffset] != 0;
        while (isExtended)
        {
            if (extents.Count > TarFormat.MaxExtents
                || await source.EnsureAsync(TarFormat.BlockSize, cancellationToken) < TarFormat.BlockSize)
            {
                throw new InvalidDataException("its sparse map does not end");
            }

            AddOldGnu(source.Available[TarFormat.GnuExtendedExtents], extents);
            isExtended = source.Available[TarFormat.GnuExtendedIsExtendedOffset] != 0;
            source.Advance(TarFormat.BlockSize);
        }

        return extents;
    }

    private static void AddOldGnu(ReadOnlySpan<byte> fields, List<SparseExtent> extents)
    {
        for (; !fields.IsEmpty; fields = fields[GnuExtentLength..])
        {
            if (fields[0] == 0)
            {
                return;
            }

            extents.Add(new SparseExtent(
                TarNumber.Parse(fields[..12], "sparse offset"), TarNumber.Parse(fields[12..24], "sparse length")));
        }
    }

    /// <summary>Lines of decimal numbers that come in blocks; a number may be cut by a block's end.</summary>
    private sealed class LineNumbers
    {
        private readonly List<long> _numbers = [];
        private readonly byte[] _line = new byte[20];
        private int _lineLength;
        private long _expected = 1;

        public bool AreComplete => _numbers.Count == _expected;

        public void Read(ReadOnlySpan<byte> block)
        {
            for (var i = 0; i < block.Length && !AreComplete; i++)
            {
                if (block[i] == (byte)'\n')
                {
                    AddLine();
                }
                else if (_lineLength < _line.Length)
                {
                    _line[_lineLength++] = block[i];
                }
                else
                {
                    throw new InvalidDataException("its sparse map holds a line too long");
                }
            }
        }

        public List<SparseExtent> ToExtents()
        {
            var extents = new List<SparseExtent>((_numbers.Count - 1) / 2);
            for (var i = 1; i < _numbers.Count; i += 2)
            {
                extents.Add(new SparseExtent(_numbers[i], _numbers[i + 1]));
            }

            return extents;
        }

        private void AddLine()
        {
            var line = _line.AsSpan(0, _lineLength);
            var isNumber = Utf8Parser.TryParse(line, out long number, out var digits)
                && digits == line.Length
                && number >= 0;
            if (!isNumber || (_numbers.Count == 0 && number > TarFormat.MaxExtents))
            {
                throw new InvalidDataException("its sparse map holds no number where one belongs, or too large a one");
            }

            _lineLength = 0;
            _numbers.Add(number);
            _expected = 1 + (2 * _numbers[0]);
        }
    }
}
