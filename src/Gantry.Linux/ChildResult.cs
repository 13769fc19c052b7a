namespace Gantry.Linux;

/// <summary>How a child ended and what it said.</summary>
/// <param name="ExitCode">Its exit code; 128 + signal where a signal ended it.</param>
/// <param name="StandardOutput">The last MiB of its output as text; empty when it was not captured.</param>
/// <param name="StandardError">The last MiB of its error output as text; empty when it was not captured.</param>
public sealed record ChildResult(int ExitCode, string StandardOutput, string StandardError);
