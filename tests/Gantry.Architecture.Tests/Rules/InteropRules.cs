using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>Where native code is called, and how programs are started.</summary>
internal static partial class InteropRules
{
    /// <summary>Complaints about a file of <c>src</c>.</summary>
    public static IEnumerable<string> Complaints(SourceFile file)
    {
        var isLinux = file.Path.StartsWith("src/Gantry.Linux/", StringComparison.Ordinal);
        foreach (var line in file.Lines.Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
        {
            if (DllImport().IsMatch(line) || (!isLinux && LibraryImport().IsMatch(line)))
            {
                yield return $"{file.Path} calls native code: {line.Trim()}";
            }

            if (ProcessUse().IsMatch(line))
            {
                yield return $"{file.Path} uses System.Diagnostics.Process: {line.Trim()}";
            }
        }
    }

    [GeneratedRegex(@"\[\s*DllImport\b")]
    private static partial Regex DllImport();

    [GeneratedRegex(@"\[\s*LibraryImport\b|\bNativeLibrary\.|\bdelegate\*\s*unmanaged\b")]
    private static partial Regex LibraryImport();

    [GeneratedRegex(@"\bnew Process(StartInfo)?\b\s*[({]|(?<![\w.])Process\.(Start|GetProcess|GetCurrentProcess)|\bDiagnostics\.Process\b")]
    private static partial Regex ProcessUse();
}
