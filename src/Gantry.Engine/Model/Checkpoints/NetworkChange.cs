using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Networks and addresses that a container is to have instead of those of its checkpoint, for good.</summary>
public sealed record NetworkChange
{
    /// <summary>What it joins. Null: its own networks.</summary>
    public IReadOnlyList<NetworkAttachment>? Attachments { get; init; }

    /// <summary>Fixed addresses on the one network that it joins. Empty: those of the attachment, or free ones.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}
