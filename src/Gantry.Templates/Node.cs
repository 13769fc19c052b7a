namespace Gantry.Templates;

/// <summary>
/// A piece of a parsed template. <see cref="Position"/> is an index into the template; <see cref="object.ToString"/>
/// is the piece as Go writes it in messages.
/// </summary>
internal abstract record Node(int Position);

internal sealed record TextNode(int Position, string Text) : Node(Position)
{
    public override string ToString() => Text;
}

internal sealed record ListNode(int Position, IReadOnlyList<Node> Nodes) : Node(Position)
{
    public override string ToString() => string.Concat(Nodes);
}

/// <summary>A pipeline that prints, or declares a variable.</summary>
internal sealed record ActionNode(int Position, PipeNode Pipe) : Node(Position)
{
    public override string ToString() => $"{{{{{Pipe}}}}}";
}

internal enum BranchKind
{
    If,
    With,
    Range,
}

/// <summary>if, with and range; the otherwise list is null without an else.</summary>
internal sealed record BranchNode(int Position, BranchKind Kind, PipeNode Pipe, ListNode Body, ListNode? Otherwise)
    : Node(Position)
{
    public override string ToString()
    {
        var word = Kind switch
        {
            BranchKind.If => "if",
            BranchKind.With => "with",
            BranchKind.Range => "range",
            _ => throw new InvalidOperationException($"There is no branch {Kind}."),
        };
        var otherwise = Otherwise is null ? "" : $"{{{{else}}}}{Otherwise}";
        return $"{{{{{word} {Pipe}}}}}{Body}{otherwise}{{{{end}}}}";
    }
}

/// <summary>break or continue.</summary>
internal sealed record JumpNode(int Position, string Word) : Node(Position)
{
    public override string ToString() => $"{{{{{Word}}}}}";
}

/// <summary>A call of a defined template; the pipeline, its dot, is null when there is none.</summary>
internal sealed record TemplateNode(int Position, string Name, PipeNode? Pipe) : Node(Position)
{
    public override string ToString() =>
        $"{{{{template {GoQuote.Quote(Name)}{(Pipe is null ? "" : " " + Pipe)}}}}}";
}

/// <summary>end or else: where the parser stops a list. Never part of a parsed template.</summary>
internal sealed record EndNode(int Position, string Word) : Node(Position)
{
    public override string ToString() => $"{{{{{Word}}}}}";
}

internal sealed record PipeNode(
    int Position, IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<CommandNode> Commands)
    : Node(Position)
{
    public override string ToString()
    {
        var declaration = Variables.Count == 0 ? "" : string.Join(", ", Variables) + (IsAssignment ? " = " : " := ");
        return declaration + string.Join(" | ", Commands);
    }
}

/// <summary>An operand, or a function with its arguments.</summary>
internal sealed record CommandNode(int Position, IReadOnlyList<Node> Arguments) : Node(Position)
{
    public override string ToString() =>
        string.Join(' ', Arguments.Select(argument => argument is PipeNode ? $"({argument})" : argument.ToString()));
}

internal sealed record DotNode(int Position) : Node(Position)
{
    public override string ToString() => ".";
}

internal sealed record NilNode(int Position) : Node(Position)
{
    public override string ToString() => "nil";
}

/// <summary>Fields of the dot: .A.B.</summary>
internal sealed record FieldNode(int Position, IReadOnlyList<string> Names) : Node(Position)
{
    public override string ToString() => "." + string.Join('.', Names);
}

/// <summary>A variable and its fields: $x.A.B.</summary>
internal sealed record VariableNode(int Position, string Name, IReadOnlyList<string> Names) : Node(Position)
{
    public override string ToString() => string.Join('.', [Name, .. Names]);
}

/// <summary>Fields of a parenthesized pipeline or of a function's result: (…).A.B.</summary>
internal sealed record ChainNode(int Position, Node Operand, IReadOnlyList<string> Names) : Node(Position)
{
    public override string ToString() =>
        (Operand is PipeNode ? $"({Operand})" : Operand.ToString()) + "." + string.Join('.', Names);
}

/// <summary>The name of a function.</summary>
internal sealed record IdentifierNode(int Position, string Name) : Node(Position)
{
    public override string ToString() => Name;
}

/// <summary>A string, number, character or boolean; the text is as written.</summary>
internal sealed record LiteralNode(int Position, string Text, GoValue Value) : Node(Position)
{
    public override string ToString() => Text;
}
