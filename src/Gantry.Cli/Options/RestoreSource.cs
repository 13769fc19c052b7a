namespace Gantry.Cli.Options;

/// <summary>What a word of <c>restore</c> means: a closed set.</summary>
internal abstract record RestoreSource
{
    private RestoreSource()
    {
    }

    /// <summary>A container with its checkpoint in its own folder.</summary>
    internal sealed record FromContainer(SelectedContainer Container) : RestoreSource;

    /// <summary>A checkpoint image.</summary>
    internal sealed record FromImage(string Name) : RestoreSource;
}
