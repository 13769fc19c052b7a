namespace Gantry.Engine.Tests.Inspection;

/// <summary>Archives that Podman made, where <c>shared/fixtures</c> lies beside the repository.</summary>
internal static class PodmanFixtures
{
    /// <summary>The path of one; null where there are none.</summary>
    public static string? Find(string compression)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Join(folder.FullName, "shared", "fixtures", $"podman-4.3.1-{compression}.tar");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
