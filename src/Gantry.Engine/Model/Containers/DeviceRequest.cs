namespace Gantry.Engine.Model.Containers;

/// <summary>A host device in a container.</summary>
/// <param name="Source">Path on the host.</param>
/// <param name="Destination">Path inside.</param>
/// <param name="Permissions">Some of <c>rwm</c>.</param>
public sealed record DeviceRequest(string Source, string Destination, string Permissions)
{
    /// <summary>Reads <c>source[:destination][:permissions]</c> as <c>--device</c> takes it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static DeviceRequest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        if (parts.Length > 3 || parts[0].Length == 0)
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid device specification: {text}");
        }

        var permissions = parts.Length == 3 ? RequirePermissions(parts[2]) : "rwm";
        var destination = parts[0];
        if (parts.Length > 1)
        {
            if (parts.Length == 2 && !parts[1].StartsWith('/'))
            {
                permissions = RequirePermissions(parts[1]);
            }
            else
            {
                destination = parts[1].StartsWith('/') ? parts[1] : throw BadPermissions(parts[1]);
            }
        }

        return new DeviceRequest(parts[0], destination, permissions);
    }

    private static string RequirePermissions(string text) =>
        text.Length > 0 && text.All("rwm".Contains) && text.Distinct().Count() == text.Length
            ? text
            : throw BadPermissions(text);

    private static GantryException BadPermissions(string text) =>
        new(ErrorCode.Invalid, $"invalid device mode: {text}");
}
