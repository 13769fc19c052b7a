namespace Gantry.Engine.Model.Migrations;

/// <summary>How a target gets an image that it lacks.</summary>
public enum ImageTransfer
{
    /// <summary>The source sends it.</summary>
    Send,

    /// <summary>The target pulls it from its registry.</summary>
    Pull,

    /// <summary>The target pulls it; if it cannot, or gets another one by that name, the source sends it.</summary>
    Auto,
}
