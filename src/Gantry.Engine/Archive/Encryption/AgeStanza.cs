namespace Gantry.Engine.Archive.Encryption;

/// <summary>One recipient's part of a header: the key of the file, so wrapped that only that recipient can unwrap it.</summary>
/// <param name="Type">How it is wrapped, e.g. <c>X25519</c>.</param>
/// <param name="Arguments">What the unwrapping needs besides the recipient's secret.</param>
/// <param name="Body">The wrapped key.</param>
internal sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body);
