using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>A Containerfile whose instructions change metadata only (docs.docker.com, Dockerfile reference).</summary>
/// <param name="Base">Name of the image it begins with.</param>
/// <param name="Steps">The other instructions as written, continuation lines joined.</param>
internal sealed record BuildFile(string Base, IReadOnlyList<string> Steps)
{
    private static readonly string[] s_metadata =
        ["CMD", "ENTRYPOINT", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"];

    // Docker expands variables in all of them but these, whose shell does it.
    private static readonly string[] s_unexpanded = ["CMD", "ENTRYPOINT"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, or an instruction that needs more than metadata.
    /// </exception>
    public static BuildFile Parse(string text)
    {
        List<string> instructions = [.. Instructions(text)];
        if (instructions.Count == 0 || NameOf(instructions[0]) != "FROM")
        {
            throw new GantryException(ErrorCode.Invalid, "The Containerfile must begin with FROM.");
        }

        var words = instructions[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words is not [_, var image] || image == "scratch" || image.Contains('$', StringComparison.Ordinal))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"\"{instructions[0]}\" is not supported: it must be FROM IMAGE, one image that has files, without variables.");
        }

        foreach (var step in instructions.Skip(1))
        {
            RequireMetadata(step);
        }

        return new BuildFile(image, [.. instructions.Skip(1)]);
    }

    /// <summary>The instruction of a step, in capitals.</summary>
    public static string NameOf(string step) => step.Split([' ', '\t'], 2)[0].ToUpperInvariant();

    private static void RequireMetadata(string step)
    {
        var name = NameOf(step);
        if (!s_metadata.Contains(name))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"{name} is not supported: gantry builds images that differ from their base by metadata only. Build this "
                + "one with podman or buildah, save it, and load it here.");
        }

        if (!s_unexpanded.Contains(name) && step.Contains('$', StringComparison.Ordinal))
        {
            throw new GantryException(
                ErrorCode.Invalid, $"\"{step}\" is not supported: variables are not expanded. Write the value.");
        }
    }

    private static IEnumerable<string> Instructions(string text)
    {
        var instruction = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.EndsWith('\\'))
            {
                instruction += line[..^1].TrimEnd() + " ";
                continue;
            }

            yield return instruction + line;
            instruction = "";
        }

        if (instruction.Length > 0)
        {
            yield return instruction.Trim();
        }
    }
}
