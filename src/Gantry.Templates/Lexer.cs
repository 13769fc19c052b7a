using System.Text;

namespace Gantry.Templates;

/// <summary>
/// Cuts a template into tokens, as Go's text/template/parse/lex.go does: text up to <c>{{</c>, then the elements of
/// the action up to <c>}}</c>. The last token is <see cref="TokenKind.Eof"/> or <see cref="TokenKind.Error"/>.
/// </summary>
internal sealed class Lexer
{
    private const int Eof = -1;
    private const string Decimal = "0123456789_";
    private static readonly string[] s_keywords =
    [
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
    ];

    private readonly string _input;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parentheses;
    private int _counted;

    private Lexer(string input) => _input = input;

    public static IReadOnlyList<Token> Scan(string input)
    {
        var lexer = new Lexer(input);
        while (lexer.ScanText() && lexer.ScanAction())
        {
        }

        return lexer._tokens;
    }

    /// <summary>Reads the text before the next action. False at the end of the template.</summary>
    private bool ScanText()
    {
        var open = _input.IndexOf("{{", _position, StringComparison.Ordinal);
        var end = open < 0 ? _input.Length : open;
        var trimmed = end;
        if (open >= 0 && IsTrimOpen(open + 2))
        {
            while (trimmed > _start && IsSpace(_input[trimmed - 1]))
            {
                trimmed--;
            }
        }

        _position = trimmed;
        if (trimmed > _start)
        {
            Emit(TokenKind.Text);
        }

        _position = end;
        Skip();
        if (open < 0)
        {
            Emit(TokenKind.Eof);
            return false;
        }

        return true;
    }

    /// <summary>Reads one action or comment. False when it is broken: the last token then is the error.</summary>
    private bool ScanAction()
    {
        var afterMarker = _position + 2 + (IsTrimOpen(_position + 2) ? 2 : 0);
        if (StartsWith("/*", afterMarker))
        {
            return ScanComment(afterMarker);
        }

        _position += 2;
        Emit(TokenKind.LeftDelimiter);
        _position = afterMarker;
        Skip();
        _parentheses = 0;
        while (!AtRightDelimiter(out _))
        {
            if (!ScanElement())
            {
                return false;
            }
        }

        return _parentheses == 0 ? ScanRightDelimiter() : Fail("unclosed left paren");
    }

    private bool ScanComment(int open)
    {
        var close = _input.IndexOf("*/", open + 2, StringComparison.Ordinal);
        if (close < 0)
        {
            return Fail("unclosed comment");
        }

        _position = close + 2;
        if (!AtRightDelimiter(out var trim))
        {
            return Fail("comment ends before closing delimiter");
        }

        _position += trim ? 4 : 2;
        SkipTrimmedText(trim);
        return true;
    }

    private bool ScanRightDelimiter()
    {
        AtRightDelimiter(out var trim);
        if (trim)
        {
            _position += 2;
            Skip();
        }

        _position += 2;
        Emit(TokenKind.RightDelimiter);
        SkipTrimmedText(trim);
        return true;
    }

    private void SkipTrimmedText(bool trim)
    {
        while (trim && _position < _input.Length && IsSpace(_input[_position]))
        {
            _position++;
        }

        Skip();
    }

    private bool ScanElement()
    {
        var rune = Next();
        switch (rune)
        {
            case Eof:
                return Fail("unclosed action");
            case ' ' or '\t' or '\r' or '\n':
                return ScanSpace();
            case '=':
                return Emit(TokenKind.Assign);
            case ':':
                return Next() == '=' ? Emit(TokenKind.Declare) : Fail("expected :=");
            case '|':
                return Emit(TokenKind.Pipe);
            case '"':
                return ScanQuoted('"', TokenKind.String, "unterminated quoted string");
            case '\'':
                return ScanQuoted('\'', TokenKind.CharacterConstant, "unterminated character constant");
            case '`':
                return ScanRawString();
            case '$':
                return ScanName(TokenKind.Variable);
            case '.' when !char.IsAsciiDigit(_position < _input.Length ? _input[_position] : '\0'):
                return ScanName(TokenKind.Field);
            case '+' or '-' or '.' or (>= '0' and <= '9'):
                return ScanNumber();
            case '(':
                _parentheses++;
                return Emit(TokenKind.LeftParenthesis);
            case ')':
                _parentheses--;
                return _parentheses < 0 ? Fail("unexpected right paren") : Emit(TokenKind.RightParenthesis);
            case var other when IsAlphanumeric(other):
                return ScanName(TokenKind.Identifier);
            case > ' ' and < 0x7f:
                return Emit(TokenKind.Character);
            default:
                return Fail($"unrecognized character in action: {GoQuote.Unicode(rune)}");
        }
    }

    private bool ScanSpace()
    {
        _position--;
        while (_position < _input.Length && IsSpace(_input[_position]) && !AtRightDelimiter(out _))
        {
            _position++;
        }

        return Emit(TokenKind.Space);
    }

    private bool ScanQuoted(char quote, TokenKind kind, string complaint)
    {
        while (true)
        {
            var rune = Next();
            if (rune == '\\')
            {
                var escaped = Next();
                rune = escaped is Eof or '\n' ? Eof : 0;
            }

            if (rune is Eof or '\n')
            {
                return Fail(complaint);
            }

            if (rune == quote)
            {
                return Emit(kind);
            }
        }
    }

    private bool ScanRawString()
    {
        var close = _input.IndexOf('`', _position);
        if (close < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _position = close + 1;
        return Emit(TokenKind.RawString);
    }

    /// <summary>Reads the rest of a name, whose first character or sign is read already.</summary>
    private bool ScanName(TokenKind kind)
    {
        while (IsAlphanumeric(Peek()))
        {
            Next();
        }

        if (!IsTerminator(Peek()) && !StartsWith("}}", _position))
        {
            return Fail($"bad character {GoQuote.Unicode(Peek())}");
        }

        var word = _input[_start.._position];
        return Emit(word switch
        {
            "." => TokenKind.Dot,
            "nil" => TokenKind.Nil,
            "true" or "false" => TokenKind.Bool,
            _ when kind == TokenKind.Identifier && s_keywords.Contains(word) => TokenKind.Keyword,
            _ => kind,
        });
    }

    private bool ScanNumber()
    {
        _position = _start;
        Accept("+-");
        var digits = Decimal;
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_"
                : Accept("oO") ? "01234567_"
                : Accept("bB") ? "01_"
                : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if (digits == Decimal && Accept("eE"))
        {
            Accept("+-");
            AcceptRun(Decimal);
        }

        if (IsAlphanumeric(Peek()))
        {
            Next();
            return Fail($"bad number syntax: {GoQuote.Quote(_input[_start.._position])}");
        }

        return Emit(TokenKind.Number);
    }

    private bool Accept(string valid)
    {
        if (_position >= _input.Length || !valid.Contains(_input[_position]))
        {
            return false;
        }

        _position++;
        return true;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    /// <summary>Whether an action ends here; <paramref name="trim"/> when with the marker <c> -}}</c>.</summary>
    private bool AtRightDelimiter(out bool trim)
    {
        trim = _position < _input.Length && IsSpace(_input[_position]) && StartsWith("-}}", _position + 1);
        return trim || StartsWith("}}", _position);
    }

    private bool IsTrimOpen(int index) =>
        index + 1 < _input.Length && _input[index] == '-' && IsSpace(_input[index + 1]);

    private bool StartsWith(string value, int index) =>
        index <= _input.Length && _input.AsSpan(index).StartsWith(value, StringComparison.Ordinal);

    private int Peek()
    {
        if (_position >= _input.Length)
        {
            return Eof;
        }

        return Rune.TryGetRuneAt(_input, _position, out var rune) ? rune.Value : 0xFFFD;
    }

    private int Next()
    {
        var rune = Peek();
        _position += rune == Eof ? 0 : rune > char.MaxValue ? 2 : 1;
        return rune;
    }

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphanumeric(int rune) =>
        rune == '_' || (rune >= 0 && (Rune.IsLetter(new Rune(rune)) || Rune.IsDigit(new Rune(rune))));

    private static bool IsTerminator(int rune) =>
        rune is Eof or ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '(' or '=';

    private bool Emit(TokenKind kind)
    {
        CountLinesTo(_position);
        _tokens.Add(new Token(kind, _start, _input[_start.._position], _startLine));
        Skip();
        return true;
    }

    private bool Fail(string message)
    {
        _tokens.Add(new Token(TokenKind.Error, _start, message, _startLine));
        return false;
    }

    private void Skip()
    {
        CountLinesTo(_position);
        _start = _position;
        _startLine = _line;
    }

    private void CountLinesTo(int position)
    {
        _line += _input.AsSpan(_counted, position - _counted).Count('\n');
        _counted = position;
    }
}
