namespace Gantry.Fuzz;

/// <summary>A parser that is fed with bytes of anybody's.</summary>
/// <param name="Parse">
/// Reads an input whole. Throws nothing but what the parser is documented to throw, which it swallows; all else is a finding.
/// </param>
/// <param name="Seeds">Small inputs that reach the parser's parts.</param>
internal sealed record FuzzTarget(Action<byte[]> Parse, IReadOnlyList<byte[]> Seeds);
