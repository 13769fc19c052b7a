namespace Gantry.Templates;

/// <summary>A verb of printf with its flags: <c>%+-# 05.2f</c>.</summary>
internal readonly record struct FormatSpec(char Verb, string Flags = "", int? Width = null, int? Precision = null)
{
    public static readonly FormatSpec Plain = new('v');

    public bool Plus => Flags.Contains('+');

    /// <summary>Whether a number that is not negative gets a sign: in %+v the plus asks for names of fields instead.
    /// </summary>
    public bool PlusSign => Plus && Verb != 'v';

    public bool Minus => Flags.Contains('-');

    public bool Sharp => Flags.Contains('#');

    public bool Space => Flags.Contains(' ');

    /// <summary>Zeros never pad on the right.</summary>
    public bool Zero => Flags.Contains('0') && !Minus;
}
