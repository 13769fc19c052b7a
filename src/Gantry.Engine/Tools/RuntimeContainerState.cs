namespace Gantry.Engine.Tools;

/// <summary>A runtime's own view of a container (OCI runtime spec, runtime.md, State).</summary>
/// <param name="Status"><c>creating</c>, <c>created</c>, <c>running</c>, <c>paused</c> or <c>stopped</c>.</param>
/// <param name="Pid">Host process id of the first process; 0 when it is gone.</param>
internal sealed record RuntimeContainerState(string Status, int Pid);
