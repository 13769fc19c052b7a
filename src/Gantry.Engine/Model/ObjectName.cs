namespace Gantry.Engine.Model;

/// <summary>The rule for names of containers and volumes: <c>[a-zA-Z0-9][a-zA-Z0-9_.-]*</c>, as Podman's and Docker's.</summary>
public static class ObjectName
{
    /// <summary>Whether <paramref name="name"/> obeys the rule.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= 255 }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>Returns <paramref name="name"/>, or throws when it breaks the rule.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static string Require(string kind, string name) =>
        IsValid(name)
            ? name
            : throw new GantryException(
                ErrorCode.Invalid,
                $"\"{name}\" is not a valid {kind} name: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument");
}
