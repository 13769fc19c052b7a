namespace Gantry.Cli.Tests;

/// <summary>A test in a real browser; skipped, with the reason shown, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Path))
        {
            Skip = $"{Path} is not installed.";
        }
    }

    /// <summary>The browser.</summary>
    public static string Path => "/usr/bin/chromium";
}
