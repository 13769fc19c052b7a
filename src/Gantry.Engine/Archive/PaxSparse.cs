using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// GNU tar's sparse files in PAX form, versions 0.0 (a record per number), 0.1 (one record with all) and 1.0 (the map
/// in front of the content). GNU tar manual, "Storing Sparse Files".
/// </summary>
internal sealed class PaxSparse
{
    private readonly List<SparseExtent> _extents = [];
    private long? _major;
    private long? _minor;
    private long? _realSize;
    private long? _pendingOffset;

    /// <summary>The file's name; the ustar name is a made-up one. Null in version 0.0.</summary>
    public string? Name { get; private set; }

    /// <summary>Version 1.0: the map lies in front of the content.</summary>
    public bool HasMapInContent => (_major, _minor) == (1, 0);

    /// <summary>Takes a record <c>GNU.sparse.*</c>; false when it is none that is known.</summary>
    /// <exception cref="InvalidDataException">Its value makes no sense.</exception>
    public bool Read(PaxRecord record)
    {
        var key = LinuxPath.FromBytes(record.Key);
        switch (key)
        {
            case "GNU.sparse.major":
                _major = PaxHeader.ParseNumber(record.Value, key);
                break;
            case "GNU.sparse.minor":
                _minor = PaxHeader.ParseNumber(record.Value, key);
                break;
            case "GNU.sparse.size" or "GNU.sparse.realsize":
                _realSize = PaxHeader.ParseNumber(record.Value, key);
                break;
            case "GNU.sparse.name":
                Name = PaxHeader.ParseText(record.Value, key);
                break;
            case "GNU.sparse.offset":
                _pendingOffset = PaxHeader.ParseNumber(record.Value, key);
                break;
            case "GNU.sparse.numbytes":
                AddPending(PaxHeader.ParseNumber(record.Value, key));
                break;
            case "GNU.sparse.map":
                ReadMap(record.Value);
                break;
            case "GNU.sparse.numblocks":
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>
    /// The map of a file of version 0.0 or 0.1, or of version 1.0 with the extents of its content's map.
    /// </summary>
    /// <exception cref="InvalidDataException">The records do not make a map.</exception>
    public SparseMap ToMap(List<SparseExtent>? contentMap)
    {
        var knownVersion = (_major, _minor) is (null, null) or (0, 0) or (0, 1) or (1, 0);
        if (!knownVersion || _pendingOffset is not null)
        {
            throw new InvalidDataException(
                $"its sparse records, version {_major}.{_minor}, are not known or not complete");
        }

        return SparseMap.FromArchive(
            _realSize ?? throw new InvalidDataException("its sparse records do not give the file's length"),
            contentMap ?? _extents);
    }

    private void AddPending(long length)
    {
        var offset = _pendingOffset ?? throw new InvalidDataException("a sparse extent has no offset");
        _pendingOffset = null;
        _extents.Add(new SparseExtent(offset, length));
    }

    private void ReadMap(ReadOnlySpan<byte> map)
    {
        _extents.Clear();
        if (map.IsEmpty)
        {
            return;
        }

        foreach (var range in map.Split((byte)','))
        {
            var number = PaxHeader.ParseNumber(map[range], "GNU.sparse.map");
            if (_pendingOffset is null)
            {
                _pendingOffset = number;
            }
            else
            {
                AddPending(number);
            }
        }
    }
}
