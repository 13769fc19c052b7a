using Gantry.Engine.Model;

namespace Gantry.Engine.Tools;

/// <summary>The runtimes of one installation, by name or path.</summary>
internal sealed class OciRuntimes(ToolLocator locator, HostLayout layout, string? defaultRuntime)
{
    private const string DefaultName = "runc";

    private readonly ToolAnswers _answers = new(layout.ToolAnswers);

    /// <summary>The name or path used when a request has none.</summary>
    public string DefaultRuntimeName => defaultRuntime ?? DefaultName;

    /// <summary>The runtime called <paramref name="nameOrPath"/>; null is the default one.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: no such runtime; <see cref="ErrorCode.Incompatible"/>: it is not installed.
    /// </exception>
    public IOciRuntime Get(string? nameOrPath)
    {
        var name = nameOrPath ?? DefaultRuntimeName;
        var kind = Path.GetFileName(name);
        return kind.StartsWith("crun", StringComparison.Ordinal)
            ? new Crun(name, PathOf(name), StateDirectory("crun"), _answers)
            : new Runc(name, PathOf(name), StateDirectory("runc"), _answers);
    }

    private string PathOf(string name)
    {
        if (Path.IsPathRooted(name))
        {
            return ToolLocator.IsProgram(name) ? name : throw Unknown(name);
        }

        return name is "runc" or "crun" ? locator.Find(name) : throw Unknown(name);
    }

    private string StateDirectory(string kind) => Path.Join(layout.RuntimeState, kind);

    private static GantryException Unknown(string name) =>
        new(ErrorCode.Invalid, $"default OCI runtime \"{name}\" not found: invalid argument");
}
