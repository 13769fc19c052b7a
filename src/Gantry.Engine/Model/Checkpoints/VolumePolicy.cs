namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What an import does with one volume of the archive: a closed set.</summary>
public abstract record VolumePolicy
{
    private VolumePolicy()
    {
    }

    /// <summary>It must not exist here; it is made and filled.</summary>
    public sealed record Fail : VolumePolicy;

    /// <summary>One that exists here gets the archive's content instead of its own; no container may use it.</summary>
    public sealed record Replace : VolumePolicy;

    /// <summary>One that exists here is used as it is; one that does not is made and filled.</summary>
    public sealed record Keep : VolumePolicy;

    /// <summary>It is made and filled under another name, which must be free.</summary>
    /// <param name="NewName">That name.</param>
    public sealed record Rename(string NewName) : VolumePolicy;
}
