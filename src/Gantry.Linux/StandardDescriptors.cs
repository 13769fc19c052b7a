namespace Gantry.Linux;

/// <summary>This process's descriptors 0, 1 and 2; disposing them does not close them.</summary>
public static class StandardDescriptors
{
    /// <summary>Standard input.</summary>
    public static Descriptor Input { get; } = new(0, ownsHandle: false);

    /// <summary>Standard output.</summary>
    public static Descriptor Output { get; } = new(1, ownsHandle: false);

    /// <summary>Standard error.</summary>
    public static Descriptor Error { get; } = new(2, ownsHandle: false);
}
