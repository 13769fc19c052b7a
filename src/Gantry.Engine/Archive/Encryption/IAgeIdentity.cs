namespace Gantry.Engine.Archive.Encryption;

/// <summary>A secret that opens files.</summary>
internal interface IAgeIdentity
{
    /// <summary>The key of the file; null: the stanza is for another.</summary>
    /// <exception cref="InvalidDataException">The stanza is malformed, or asks for too much.</exception>
    byte[]? Unwrap(AgeStanza stanza);
}
