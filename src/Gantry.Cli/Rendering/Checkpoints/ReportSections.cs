namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>Parts of a report that are shown only when they are asked for.</summary>
[Flags]
internal enum ReportSections
{
    None = 0,
    Processes = 1,
    Environment = 2,
    Files = 4,
    Sockets = 8,
    Mounts = 16,
    Volumes = 32,
    Changes = 64,
    Memory = 128,
    Statistics = 256,
    Annotations = 512,
    All = 1023,
}
