namespace Gantry.Templates;

/// <summary>
/// Builds the tree of a template by recursive descent, with the grammar and the messages of Go's
/// text/template/parse/parse.go. Statements are here, pipelines in Parser.Pipelines.cs.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>How deep actions and parentheses may nest. Go has no such limit: it grows its stack.</summary>
    private const int MaxDepth = 200;

    private readonly string _name;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly Dictionary<string, ListNode> _definitions = [];
    private List<string> _variables = ["$"];
    private int _next;
    private int _furthest;
    private int _actionLine;
    private int _depth;
    private int _ranges;

    private Parser(string name, string text)
    {
        _name = name;
        _tokens = Lexer.Scan(text);
    }

    /// <summary>The template's own tree, and those it defines by name.</summary>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public static (ListNode Root, IReadOnlyDictionary<string, ListNode> Definitions) Parse(string name, string text)
    {
        var parser = new Parser(name, text);
        var nodes = new List<Node>();
        while (parser.Peek().Kind != TokenKind.Eof)
        {
            if (parser.TryParseDefinition())
            {
                continue;
            }

            var node = parser.ParseTextOrAction();
            if (node is EndNode)
            {
                throw parser.Error($"unexpected {node}");
            }

            nodes.Add(node);
        }

        return (new ListNode(0, nodes), parser._definitions);
    }

    private bool TryParseDefinition()
    {
        var start = _next;
        if (Next().Kind != TokenKind.LeftDelimiter || !NextNonSpace().Is("define"))
        {
            _next = start;
            return false;
        }

        const string Context = "define clause";
        var name = ParseTemplateName(Context);
        Expect(TokenKind.RightDelimiter, Context);
        Define(name, ParseIsolated(Context));
        return true;
    }

    /// <summary>Parses the body of a definition, which sees no variable from outside, up to its end.</summary>
    private ListNode ParseIsolated(string context)
    {
        var (variables, ranges) = (_variables, _ranges);
        (_variables, _ranges) = (["$"], 0);
        var body = ParseList(out var end);
        if (end.Word != "end")
        {
            throw Error($"unexpected {end} in {context}");
        }

        (_variables, _ranges) = (variables, ranges);
        return body;
    }

    private void Define(string name, ListNode body)
    {
        var isEmpty = body.Nodes.All(node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text));
        if (!_definitions.TryGetValue(name, out var known)
            || known.Nodes.All(node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text)))
        {
            _definitions[name] = body;
        }
        else if (!isEmpty)
        {
            throw Error($"template: multiple definition of template {GoQuote.Quote(name)}");
        }
    }

    private ListNode ParseList(out EndNode end)
    {
        Enter();
        var position = PeekNonSpace().Position;
        var nodes = new List<Node>();
        while (PeekNonSpace().Kind != TokenKind.Eof)
        {
            var node = ParseTextOrAction();
            if (node is EndNode stop)
            {
                end = stop;
                _depth--;
                return new ListNode(position, nodes);
            }

            nodes.Add(node);
        }

        throw Error("unexpected EOF");
    }

    private Node ParseTextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case TokenKind.LeftDelimiter:
                _actionLine = token.Line;
                var action = ParseAction();
                _actionLine = 0;
                return action;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node ParseAction()
    {
        var token = NextNonSpace();
        switch (token.Kind == TokenKind.Keyword ? token.Text : "")
        {
            case "if":
                return ParseBranch(BranchKind.If, "if", token.Position);
            case "with":
                return ParseBranch(BranchKind.With, "with", token.Position);
            case "range":
                return ParseBranch(BranchKind.Range, "range", token.Position);
            case "end":
                Expect(TokenKind.RightDelimiter, "end");
                return new EndNode(token.Position, "end");
            case "else":
                return ParseElse(token);
            case "break" or "continue":
                return ParseJump(token);
            case "template":
                return ParseTemplate();
            case "block":
                return ParseBlock();
            default:
                _next--;
                var position = Peek().Position;
                return new ActionNode(position, ParsePipeline("command", TokenKind.RightDelimiter));
        }
    }

    private BranchNode ParseBranch(BranchKind kind, string word, int position)
    {
        Enter();
        var variables = _variables.Count;
        var pipe = ParsePipeline(word, TokenKind.RightDelimiter);
        _ranges += kind == BranchKind.Range ? 1 : 0;
        var body = ParseList(out var end);
        _ranges -= kind == BranchKind.Range ? 1 : 0;
        var otherwise = end.Word == "else" ? ParseOtherwise(kind, word, end) : null;
        _variables.RemoveRange(variables, _variables.Count - variables);
        _depth--;
        return new BranchNode(position, kind, pipe, body, otherwise);
    }

    /// <summary>What follows an else. An "else if" shares the end of the if it is in, an "else with" that of its with.
    /// </summary>
    private ListNode ParseOtherwise(BranchKind kind, string word, EndNode otherwise)
    {
        if (kind != BranchKind.Range && Peek().Is(word))
        {
            var token = Next();
            return new ListNode(otherwise.Position, [ParseBranch(kind, word, token.Position)]);
        }

        var body = ParseList(out var end);
        return end.Word == "end" ? body : throw Error($"expected end; found {end}");
    }

    private EndNode ParseElse(Token token)
    {
        var next = PeekNonSpace();
        if (next.Is("if") || next.Is("with"))
        {
            while (Peek().Kind == TokenKind.Space)
            {
                Next();
            }
        }
        else
        {
            Expect(TokenKind.RightDelimiter, "else");
        }

        return new EndNode(token.Position, "else");
    }

    private JumpNode ParseJump(Token token)
    {
        var next = NextNonSpace();
        if (next.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(next, $"{{{{{token.Text}}}}}");
        }

        return _ranges > 0
            ? new JumpNode(token.Position, token.Text)
            : throw Error($"{{{{{token.Text}}}}} outside {{{{range}}}}");
    }

    private TemplateNode ParseTemplate()
    {
        const string Context = "template clause";
        var position = PeekNonSpace().Position;
        var name = ParseTemplateName(Context);
        if (PeekNonSpace().Kind == TokenKind.RightDelimiter)
        {
            NextNonSpace();
            return new TemplateNode(position, name, null);
        }

        return new TemplateNode(position, name, ParsePipeline(Context, TokenKind.RightDelimiter));
    }

    private TemplateNode ParseBlock()
    {
        const string Context = "block clause";
        var position = PeekNonSpace().Position;
        var name = ParseTemplateName(Context);
        var pipe = ParsePipeline(Context, TokenKind.RightDelimiter);
        Define(name, ParseIsolated(Context));
        return new TemplateNode(position, name, pipe);
    }

    private string ParseTemplateName(string context)
    {
        var token = NextNonSpace();
        return token.Kind is TokenKind.String or TokenKind.RawString
            ? GoQuote.Unquote(token.Text) ?? throw Error("invalid syntax")
            : throw Unexpected(token, context);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"exceeded maximum nesting depth ({MaxDepth})");
        }
    }

    /// <summary>The next token, which stays. The last one repeats.</summary>
    private Token Peek()
    {
        var index = Math.Min(_next, _tokens.Count - 1);
        _furthest = Math.Max(_furthest, index);
        return _tokens[index];
    }

    private Token Next()
    {
        var token = Peek();
        _next++;
        return token;
    }

    private Token NextNonSpace()
    {
        var token = Next();
        return token.Kind == TokenKind.Space ? Next() : token;
    }

    private Token PeekNonSpace()
    {
        if (Peek().Kind == TokenKind.Space)
        {
            Next();
        }

        return Peek();
    }

    private void Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        if (token.Kind != kind)
        {
            throw Unexpected(token, context);
        }
    }

    private TemplateException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Error($"unexpected {token.Describe()} in {context}");
        }

        if (_actionLine == 0 || _actionLine == token.Line)
        {
            return Error(token.Text);
        }

        var action = token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
        return Error($"{token.Text}{action} started at {_name}:{_actionLine}");
    }

    private TemplateException Error(string message) =>
        new($"template: {_name}:{_tokens[_furthest].Line}: {message}");
}
