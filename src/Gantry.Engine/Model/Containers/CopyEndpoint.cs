namespace Gantry.Engine.Model.Containers;

/// <summary>One side of <c>cp</c>: a closed set.</summary>
public abstract record CopyEndpoint
{
    private CopyEndpoint()
    {
    }

    /// <summary>A path inside a container; relative ones start at its working directory.</summary>
    /// <param name="Container">Its name, id, or a unique beginning of its id.</param>
    /// <param name="Path">The path as typed: a trailing <c>/</c> or <c>/.</c> counts.</param>
    public sealed record InContainer(string Container, string Path) : CopyEndpoint;

    /// <summary>A path on the host.</summary>
    /// <param name="Path">Absolute; a trailing <c>/</c> or <c>/.</c> counts.</param>
    public sealed record OnHost(string Path) : CopyEndpoint;

    /// <summary>A tar that is read or written as it is. The caller disposes it.</summary>
    /// <param name="Stream">The stream.</param>
    public sealed record TarStream(Stream Stream) : CopyEndpoint;
}
