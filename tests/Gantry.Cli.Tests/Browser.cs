using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Gantry.Cli.Tests;

/// <summary>A real browser; see <see cref="BrowserFactAttribute"/>.</summary>
internal static partial class Browser
{
    /// <summary>
    /// Shows a page in frames of some widths. For each: by how many pixels it is wider than its frame, and how many sections
    /// it has, as <c>0:6 </c>.
    /// </summary>
    public static async Task<string> MeasureAsync(string page, params int[] widths)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-page-").FullName;
        try
        {
            var path = Path.Join(folder, "frames.html");
            await File.WriteAllTextAsync(path, FramesOf(page, widths));
            return Output().Match(await ShowAsync(path, folder)).Groups[1].Value;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("<output>([^<]*)</output>")]
    private static partial Regex Output();

    // A frame of each width, and a script beside them that writes by how much the page in it is wider, and its sections.
    private static string FramesOf(string page, int[] widths) =>
        "<!DOCTYPE html><body>"
        + string.Concat(widths.Select(width => $"<iframe style=\"border:0;width:{width}px;height:800px\" srcdoc=\"{WebUtility.HtmlEncode(page)}\"></iframe>"))
        + "<output></output><script>addEventListener('load',()=>{for(const f of document.querySelectorAll('iframe')){"
        + "const d=f.contentDocument;document.querySelector('output').textContent+="
        + "(d.documentElement.scrollWidth-d.documentElement.clientWidth)+':'+d.querySelectorAll('h2').length+' '}})</script>";

    private static async Task<string> ShowAsync(string page, string folder)
    {
        var start = new ProcessStartInfo(BrowserFactAttribute.Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder}/profile", "--window-size=1600,900", "--dump-dom", $"file://{page}"])
        {
            start.ArgumentList.Add(argument);
        }

        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync();
        var shown = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();
        await errors;
        return shown;
    }
}
