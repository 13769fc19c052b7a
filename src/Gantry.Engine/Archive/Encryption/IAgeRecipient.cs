namespace Gantry.Engine.Archive.Encryption;

/// <summary>Someone for whom files are encrypted.</summary>
internal interface IAgeRecipient
{
    /// <summary>Wraps the key of a file so that only the recipient can unwrap it.</summary>
    AgeStanza Wrap(ReadOnlySpan<byte> fileKey);
}
