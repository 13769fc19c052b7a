using System.Collections.Immutable;

namespace Gantry.Engine.Model.Images;

/// <summary>What a person asks for with <c>save</c>.</summary>
public sealed record ImageSaveRequest
{
    /// <summary>The images, each with the names it is saved under.</summary>
    public required IReadOnlyList<SavedImage> Images { get; init; }

    /// <summary>The form.</summary>
    public required ImageSaveFormat Format { get; init; }

    /// <summary>Layers that are left out of an OCI layout, as whoever loads it has them, by the digests of their blobs.</summary>
    public IReadOnlySet<Digest> Without { get; init; } = ImmutableHashSet<Digest>.Empty;

    /// <summary>Where to.</summary>
    public required ImageDestination Destination { get; init; }
}

/// <summary>An image to save.</summary>
/// <param name="Image">As for <c>Engine.FindImage</c>.</param>
/// <param name="Names">Further names for the archive.</param>
public sealed record SavedImage(string Image, IReadOnlyList<string> Names);

/// <summary>The forms images are saved in.</summary>
public enum ImageSaveFormat
{
    /// <summary>One tar that Docker and everybody else loads; it has no place for annotations.</summary>
    DockerArchive,

    /// <summary>One tar of an OCI layout.</summary>
    OciArchive,

    /// <summary>A folder with an OCI layout.</summary>
    OciDirectory,
}

/// <summary>Where images are saved: a closed set.</summary>
public abstract record ImageDestination
{
    private ImageDestination()
    {
    }

    /// <summary>A file that appears only when it is whole, or a folder.</summary>
    /// <param name="Path">Absolute path.</param>
    public sealed record ToPath(string Path) : ImageDestination;

    /// <summary>A stream, which stays open.</summary>
    /// <param name="Stream">Receives the tar.</param>
    public sealed record ToStream(Stream Stream) : ImageDestination;
}
