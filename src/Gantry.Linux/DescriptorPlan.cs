namespace Gantry.Linux;

/// <summary>Which descriptors a child gets, and our ends of the pipes among them.</summary>
internal sealed class DescriptorPlan : IDisposable
{
    private readonly Descriptor?[] _ours = new Descriptor?[3];
    private readonly List<Descriptor> _childEnds = [];
    private readonly List<InheritedDescriptor> _placed = [];
    private readonly List<int> _nulls = [];

    internal DescriptorPlan(ChildProcessStart start)
    {
        if (start.Inherited.Any(i => i.ChildNumber < 3))
        {
            throw new ArgumentException("An inherited descriptor's number in the child is 3 or higher.", nameof(start));
        }

        if (start.Inherited.DistinctBy(i => i.ChildNumber).Count() != start.Inherited.Count)
        {
            throw new ArgumentException("Two inherited descriptors have the same number.", nameof(start));
        }

        try
        {
            Add(0, start.StandardInput);
            Add(1, start.StandardOutput ?? StandardStream.Inherit);
            Add(2, start.StandardError ?? StandardStream.Inherit);
            _placed.AddRange(start.Inherited);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal IReadOnlyList<InheritedDescriptor> Placed => _placed;

    internal IReadOnlyList<int> Nulls => _nulls;

    /// <summary>Hands out our end of the child's descriptor <paramref name="number"/>; null unless piped.</summary>
    internal Stream? TakePipe(int number)
    {
        var end = _ours[number];
        _ours[number] = null;
        return end?.AsStream(number == 0 ? FileAccess.Write : FileAccess.Read);
    }

    public void Dispose()
    {
        _childEnds.ForEach(d => d.Dispose());
        foreach (var end in _ours)
        {
            end?.Dispose();
        }
    }

    private void Add(int number, StandardStream stream)
    {
        switch (stream)
        {
            case StandardStream.ToNull:
                _nulls.Add(number);
                break;
            case StandardStream.Inherited:
                break;
            case StandardStream.Piped:
                AddPipe(number);
                break;
            case StandardStream.Given given:
                _placed.Add(new InheritedDescriptor(given.Descriptor, number));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(stream), stream, null);
        }
    }

    private void AddPipe(int number)
    {
        var (read, write) = Pipes.Create();
        var (ours, childs) = number == 0 ? (write, read) : (read, write);
        _ours[number] = ours;
        _childEnds.Add(childs);
        ours.SetNonBlocking();
        _placed.Add(new InheritedDescriptor(childs, number));
    }
}
