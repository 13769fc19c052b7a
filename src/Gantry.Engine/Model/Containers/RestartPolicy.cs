using System.Globalization;

namespace Gantry.Engine.Model.Containers;

/// <summary>What to do when a container exits by itself.</summary>
/// <param name="Name"><c>no</c>, <c>always</c>, <c>unless-stopped</c> or <c>on-failure</c>.</param>
/// <param name="MaximumRetries">For <c>on-failure</c>; 0 is no maximum.</param>
public sealed record RestartPolicy(string Name, int MaximumRetries)
{
    /// <summary>Stay stopped.</summary>
    public static RestartPolicy No { get; } = new("no", 0);

    /// <summary>Reads <c>no</c>, <c>never</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c> or <c>on-failure:N</c>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static RestartPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        if (parts.Length > 2)
        {
            throw new GantryException(ErrorCode.Invalid, "invalid restart policy: may specify retries at most once");
        }

        return parts[0] switch
        {
            "on-failure" => new RestartPolicy("on-failure", parts.Length == 2 ? ParseRetries(parts[1]) : 0),
            "no" or "never" or "" or "always" or "unless-stopped" when parts.Length == 2 => throw new GantryException(
                ErrorCode.Invalid, "restart policy retries can only be specified with on-failure restart policy"),
            "no" or "never" or "" => No,
            "always" or "unless-stopped" => new RestartPolicy(parts[0], 0),
            _ => throw new GantryException(
                ErrorCode.Invalid, $"\"{parts[0]}\" is not a valid restart policy: invalid argument"),
        };
    }

    private static int ParseRetries(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? retries
            : throw new GantryException(
                ErrorCode.Invalid, $"parsing restart policy retry count \"{text}\": it must be a number, 0 or greater");
}
