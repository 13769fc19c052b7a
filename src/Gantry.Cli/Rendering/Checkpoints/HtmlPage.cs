namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>What every page has: no script, no other file, light or dark as the reader likes, readable on a telephone.</summary>
internal static class HtmlPage
{
    private const string Style =
        """
        :root{--ink:#1b1f24;--dim:#5b6570;--line:#d8dee4;--back:#fff;--card:#f6f8fa;--own:#2f6fde;--file:#3a9a5b;--shared:#b7791f;--kernel:#7a828c;--rest:#dfe5ec}
        @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa5b1;--line:#30363d;--back:#0d1117;--card:#161b22;--rest:#2b323b}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:62rem;padding:1rem;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
        dt{color:var(--dim)}dd{margin:0}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
        th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}th{color:var(--dim);font-weight:600}
        ul.tree{list-style:none;margin:0;padding-left:1rem;border-left:2px solid var(--line)}ul.tree.top{padding-left:0;border:0}ul.tree li{margin:.3rem 0}
        .dim,.none{color:var(--dim)}code{font-family:ui-monospace,monospace;font-size:.9em}
        svg{display:block;width:100%;height:1.6rem;border-radius:4px;background:var(--rest)}svg.dump{height:1rem}
        .map{margin:.9rem 0}.legend{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.9rem;color:var(--dim)}.legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.35rem}
        .Anonymous{fill:var(--own);background:var(--own)}.PrivateFile,.SharedFile{fill:var(--file);background:var(--file)}.Shared{fill:var(--shared);background:var(--shared)}.Kernel{fill:var(--kernel);background:var(--kernel)}.empty{background:var(--rest)}
        @media(max-width:34rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
        """;

    /// <summary>Everything up to the heading.</summary>
    public static void Begin(HtmlText html, string title) =>
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Element("title", title)
            .Raw($"<style>\n{Style}\n</style></head><body>\n")
            .Element("h1", title);

    /// <summary>What closes it.</summary>
    public static void End(HtmlText html) => html.Raw("</body></html>\n");
}
