namespace Gantry.Engine.Model.Images;

/// <summary>When an image is fetched.</summary>
public enum PullPolicy
{
    /// <summary>When it is not here.</summary>
    Missing,

    /// <summary>Always; failing is an error.</summary>
    Always,

    /// <summary>Never; missing is an error.</summary>
    Never,

    /// <summary>When the registry has another digest; failing is no error while an image is here.</summary>
    Newer,
}
