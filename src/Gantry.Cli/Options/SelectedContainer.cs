using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>A container a command acts on.</summary>
/// <param name="Reference">Its name or id.</param>
/// <param name="Shown">What is printed when it succeeded: what was typed, or the full id.</param>
internal sealed record SelectedContainer(string Reference, string Shown)
{
    /// <summary>One that was not named.</summary>
    public static SelectedContainer Of(Container container) => new(container.Id.ToString(), container.Id.ToString());
}
