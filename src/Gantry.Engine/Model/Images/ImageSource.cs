namespace Gantry.Engine.Model.Images;

/// <summary>Where images are loaded from.</summary>
public abstract record ImageSource
{
    private ImageSource()
    {
    }

    /// <summary>
    /// A docker-archive or oci-archive file, or a folder with an OCI layout or the containers tools' <c>dir:</c> form.
    /// </summary>
    /// <param name="Path">Absolute path.</param>
    public sealed record FromPath(string Path) : ImageSource;

    /// <summary>A docker-archive or oci-archive as a stream that need not seek. The caller disposes it.</summary>
    /// <param name="Archive">The archive, compressed or not.</param>
    public sealed record FromStream(Stream Archive) : ImageSource;
}
