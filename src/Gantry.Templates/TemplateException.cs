namespace Gantry.Templates;

/// <summary>
/// A template cannot be parsed or cannot be rendered. The message is worded as Go's text/template words it, and
/// carries the position: <c>template: NAME:LINE: …</c> for the syntax,
/// <c>template: NAME:LINE:COLUMN: executing "NAME" at &lt;.Foo&gt;: …</c> for the rendering.
/// </summary>
public sealed class TemplateException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public TemplateException()
        : base("The template is not valid.")
    {
    }

    /// <summary>Makes an exception with the full message, position included.</summary>
    public TemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the full message, position included, and its cause.</summary>
    public TemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
