namespace Gantry.Cli.Interaction;

/// <summary>How progress is shown.</summary>
internal enum ProgressMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A bar that is drawn over itself, for a terminal.</summary>
    Bar,

    /// <summary>One line when a phase ends.</summary>
    Lines,

    /// <summary>One JSON object per line.</summary>
    Json,
}
