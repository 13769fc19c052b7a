namespace Gantry.Linux;

/// <summary>Where one of a child's descriptors 0, 1 and 2 leads.</summary>
public abstract record StandardStream
{
    private StandardStream()
    {
    }

    /// <summary>/dev/null.</summary>
    public static StandardStream Null { get; } = new ToNull();

    /// <summary>Where ours leads.</summary>
    public static StandardStream Inherit { get; } = new Inherited();

    /// <summary>A pipe to this process.</summary>
    public static StandardStream Pipe { get; } = new Piped();

    /// <summary>A descriptor of the caller's, who keeps it and may dispose it once the child has started.</summary>
    public static StandardStream To(Descriptor descriptor) => new Given(descriptor);

    /// <summary>/dev/null.</summary>
    public sealed record ToNull : StandardStream;

    /// <summary>Where ours leads.</summary>
    public sealed record Inherited : StandardStream;

    /// <summary>A pipe to this process.</summary>
    public sealed record Piped : StandardStream;

    /// <summary>A descriptor of the caller's.</summary>
    /// <param name="Descriptor">The descriptor.</param>
    public sealed record Given(Descriptor Descriptor) : StandardStream;
}
