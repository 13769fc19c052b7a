namespace Gantry.Templates;

/// <summary>The insides of actions: declarations, commands, operands.</summary>
internal sealed partial class Parser
{
    private PipeNode ParsePipeline(string context, TokenKind end)
    {
        Enter();
        var position = PeekNonSpace().Position;
        var variables = new List<string>();
        var isAssignment = ParseDeclarations(context, variables);
        var commands = new List<CommandNode>();
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                RequireExecutable(commands, context);
                _depth--;
                return new PipeNode(position, variables, isAssignment, commands);
            }

            if (!StartsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            _next--;
            commands.Add(ParseCommand());
        }
    }

    /// <summary>Reads <c>$x :=</c>, <c>$x =</c>, and <c>$i, $x :=</c> in a range. True for an assignment.</summary>
    private bool ParseDeclarations(string context, List<string> variables)
    {
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            var start = _next;
            Next();
            var sign = NextNonSpace();
            var isComma = sign is { Kind: TokenKind.Character, Text: "," };
            if (!isComma && sign.Kind is not (TokenKind.Declare or TokenKind.Assign))
            {
                _next = start;
                return false;
            }

            variables.Add(variable.Text);
            _variables.Add(variable.Text);
            if (!isComma)
            {
                return sign.Kind == TokenKind.Assign;
            }

            if (context != "range" || variables.Count == 2)
            {
                throw Error($"too many declarations in {context}");
            }

            if (PeekNonSpace().Kind is not (
                TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
            {
                throw Error("range can only initialize variables");
            }
        }

        return false;
    }

    private void RequireExecutable(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Error($"missing value for {context}");
        }

        for (var stage = 1; stage < commands.Count; stage++)
        {
            if (commands[stage].Arguments[0] is LiteralNode or DotNode or NilNode)
            {
                throw Error($"non executable command in pipeline stage {stage + 1}");
            }
        }
    }

    private CommandNode ParseCommand()
    {
        var position = PeekNonSpace().Position;
        var arguments = new List<Node>();
        while (true)
        {
            PeekNonSpace();
            if (ParseOperand() is { } operand)
            {
                arguments.Add(operand);
            }

            var token = Next();
            switch (token.Kind)
            {
                case TokenKind.Space:
                    continue;
                case TokenKind.RightDelimiter or TokenKind.RightParenthesis:
                    _next--;
                    break;
                case TokenKind.Pipe:
                    break;
                default:
                    throw Unexpected(token, "operand");
            }

            return arguments.Count == 0 ? throw Error("empty command") : new CommandNode(position, arguments);
        }
    }

    /// <summary>A term and the fields that follow it without a space; null when no term starts here.</summary>
    private Node? ParseOperand()
    {
        var term = ParseTerm();
        if (term is null || Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        var position = Peek().Position;
        var names = new List<string>();
        while (Peek().Kind == TokenKind.Field)
        {
            names.Add(Next().Text[1..]);
        }

        return term switch
        {
            FieldNode field => new FieldNode(position, [.. field.Names, .. names]),
            VariableNode variable => new VariableNode(position, variable.Name, names),
            LiteralNode or DotNode or NilNode =>
                throw Error($"unexpected . after term {GoQuote.Quote(term.ToString())}"),
            _ => new ChainNode(position, term, names),
        };
    }

    private Node? ParseTerm()
    {
        var token = NextNonSpace();
        var position = token.Position;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return FunctionTable.Contains(token.Text)
                    ? new IdentifierNode(position, token.Text)
                    : throw Error($"function {GoQuote.Quote(token.Text)} not defined");
            case TokenKind.Dot:
                return new DotNode(position);
            case TokenKind.Nil:
                return new NilNode(position);
            case TokenKind.Variable:
                return _variables.Contains(token.Text)
                    ? new VariableNode(position, token.Text, [])
                    : throw Error($"undefined variable {GoQuote.Quote(token.Text)}");
            case TokenKind.Field:
                return new FieldNode(position, [token.Text[1..]]);
            case TokenKind.Bool:
                return new LiteralNode(position, token.Text, GoValue.Of(token.Text == "true"));
            case TokenKind.Number or TokenKind.CharacterConstant:
                return new LiteralNode(position, token.Text, ParseNumber(token.Text));
            case TokenKind.String or TokenKind.RawString:
                var text = GoQuote.Unquote(token.Text) ?? throw Error("invalid syntax");
                return new LiteralNode(position, token.Text, new GoValue.Text(text));
            case TokenKind.LeftParenthesis:
                return ParsePipeline("parenthesized pipeline", TokenKind.RightParenthesis);
            default:
                _next--;
                return null;
        }
    }

    private GoValue ParseNumber(string literal) =>
        GoNumber.Parse(literal) ?? throw Error(literal[0] == '\''
            ? $"malformed character constant: {literal}"
            : $"bad number syntax: {GoQuote.Quote(literal)}");

    private static bool StartsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharacterConstant
        or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil
        or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParenthesis;
}
