namespace Gantry.Templates;

/// <summary>What a token is. <see cref="Character"/> is any other printable ASCII character, such as a comma.</summary>
internal enum TokenKind
{
    Error,
    Eof,
    Text,
    LeftDelimiter,
    RightDelimiter,
    LeftParenthesis,
    RightParenthesis,
    Space,
    Pipe,
    Declare,
    Assign,
    Character,
    Bool,
    CharacterConstant,
    Number,
    String,
    RawString,
    Field,
    Identifier,
    Variable,
    Dot,
    Nil,
    Keyword,
}

/// <summary>A piece of a template. <paramref name="Position"/> is an index into the template; the line is 1-based;
/// the text of an <see cref="TokenKind.Error"/> is its message.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    private const int MaxQuotedLength = 10;

    public bool Is(string keyword) => Kind == TokenKind.Keyword && Text == keyword;

    /// <summary>The token as Go's parser names it in "unexpected … in …".</summary>
    public string Describe() => Kind switch
    {
        TokenKind.Eof => "EOF",
        TokenKind.Error => Text,
        TokenKind.Dot or TokenKind.Nil or TokenKind.Keyword => $"<{Text}>",
        _ when Text.Length > MaxQuotedLength => GoQuote.Quote(Text[..MaxQuotedLength]) + "...",
        _ => GoQuote.Quote(Text),
    };
}
