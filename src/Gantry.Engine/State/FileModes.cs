namespace Gantry.Engine.State;

/// <summary>Permissions of what Gantry makes for itself.</summary>
internal static class FileModes
{
    /// <summary>0600.</summary>
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700.</summary>
    public const UnixFileMode PrivateDirectory = PrivateFile | UnixFileMode.UserExecute;
}
