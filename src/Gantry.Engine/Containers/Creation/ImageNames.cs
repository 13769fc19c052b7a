using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Which of an image's names a person meant.</summary>
internal static class ImageNames
{
    /// <summary>
    /// The full name that <paramref name="typed"/> stands for, without the registry or the tag "latest" perhaps; the
    /// first one when the image was named by its id; the id when it has no name.
    /// </summary>
    public static string Matching(string typed, Image image)
    {
        string[] forms = [typed, typed + ":latest"];
        return image.Names.FirstOrDefault(name => forms.Contains(name))
            ?? image.Names.FirstOrDefault(
                name => forms.Any(form => name.EndsWith("/" + form, StringComparison.Ordinal)))
            ?? (image.Names.Count > 0 ? image.Names[0] : image.Id.Hex);
    }
}
