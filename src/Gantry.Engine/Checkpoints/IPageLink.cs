namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Carries what CRIU's two ends say of a memory that is restored page by page: the one that has it, and the one that fills it
/// in (see <see cref="Tools.PageServer"/>, <see cref="Tools.LazyPages"/>).
/// </summary>
internal interface IPageLink
{
    /// <summary>Begins to carry between the other host and this host's end.</summary>
    /// <param name="connection">This host's end; stays the caller's.</param>
    /// <param name="endOfInput">Called when the other end says nothing more.</param>
    void Attach(Stream connection, Action endOfInput);
}
