using Gantry.Engine.Archive;

namespace Gantry.Engine.Tests.Archive;

/// <summary>Memory of which parts can be written once more, as a file's.</summary>
internal sealed class RewritableMemory : MemoryStream, IRewritableOutput
{
    public void Rewrite(long offset, ReadOnlySpan<byte> bytes)
    {
        Assert.InRange(offset + bytes.Length, 0, Length);
        bytes.CopyTo(GetBuffer().AsSpan((int)offset));
    }
}
