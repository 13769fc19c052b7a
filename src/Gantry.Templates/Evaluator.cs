using System.Text;

namespace Gantry.Templates;

/// <summary>
/// One rendering: walks the statements as Go's text/template/exec.go does. Values are worked out in
/// Evaluator.Expressions.cs.
/// </summary>
internal sealed partial class Evaluator(
    string name, string text, IReadOnlyDictionary<string, ListNode> definitions, Func<Node, string>? substitute)
{
    private readonly Budget _budget = new();
    private TextSink? _output;
    private List<(string Name, GoValue Value)> _variables = [];
    private string? _definition;
    private Node? _current;

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    private TextSink Output => _output ??= new TextSink(_budget);

    /// <summary>The text of the template.</summary>
    /// <exception cref="TemplateException">A statement failed.</exception>
    public string Run(ListNode root, GoValue data)
    {
        _variables.Add(("$", data));
        try
        {
            Walk(data, root);
        }
        catch (FunctionException exception)
        {
            throw Error(exception.Message);
        }

        return Output.ToString();
    }

    private Flow Walk(GoValue dot, Node node)
    {
        _current = node;
        _budget.Spend();
        switch (node)
        {
            case TextNode literal:
                Output.Append(literal.Text);
                return Flow.Next;
            case ListNode list:
                return WalkList(dot, list);
            case ActionNode action:
                return WalkReplaceably(action, () => WalkAction(dot, action));
            case BranchNode { Kind: BranchKind.Range } range:
                return WalkReplaceably(range, () => WalkRange(dot, range));
            case BranchNode branch:
                return WalkReplaceably(branch, () => WalkIfOrWith(dot, branch));
            case JumpNode jump:
                return jump.Word == "break" ? Flow.Break : Flow.Continue;
            case TemplateNode call:
                WalkTemplate(dot, call);
                return Flow.Next;
            default:
                throw Error($"unknown node: {node}");
        }
    }

    /// <summary>Runs a statement, or puts the substitute, if there is one, in the place of one that fails.</summary>
    private Flow WalkReplaceably(Node node, Func<Flow> walk)
    {
        if (substitute is null)
        {
            return walk();
        }

        var (length, variables, depth) = (Output.Length, _variables.Count, _budget.Depth);
        try
        {
            return walk();
        }
        catch (TemplateException)
        {
            Output.CutTo(length);
            PopVariables(variables);
            _budget.LeaveTo(depth);
            Output.Append(substitute(node));
            return Flow.Next;
        }
    }

    private Flow WalkList(GoValue dot, ListNode list)
    {
        _budget.Enter();
        foreach (var node in list.Nodes)
        {
            var flow = Walk(dot, node);
            if (flow != Flow.Next)
            {
                _budget.Leave();
                return flow;
            }
        }

        _budget.Leave();
        return Flow.Next;
    }

    private Flow WalkAction(GoValue dot, ActionNode action)
    {
        var value = EvaluatePipe(dot, action.Pipe);
        if (action.Pipe.Variables.Count == 0)
        {
            _current = action;
            GoFormatter.WritePlain(Output, value);
        }

        return Flow.Next;
    }

    private Flow WalkIfOrWith(GoValue dot, BranchNode branch)
    {
        var variables = _variables.Count;
        var value = EvaluatePipe(dot, branch.Pipe);
        var flow = Flow.Next;
        if (value.IsTrue)
        {
            flow = Walk(branch.Kind == BranchKind.With ? value : dot, branch.Body);
        }
        else if (branch.Otherwise is not null)
        {
            flow = Walk(dot, branch.Otherwise);
        }

        PopVariables(variables);
        return flow;
    }

    private Flow WalkRange(GoValue dot, BranchNode range)
    {
        var variables = _variables.Count;
        var value = EvaluatePipe(dot, range.Pipe);
        var mark = _variables.Count;
        var isEmpty = true;
        foreach (var (index, item) in Iterate(value))
        {
            isEmpty = false;
            SetRangeVariables(range.Pipe, index, item);
            var flow = Walk(item, range.Body);
            PopVariables(mark);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        var result = isEmpty && range.Otherwise is not null ? Walk(dot, range.Otherwise) : Flow.Next;
        PopVariables(variables);
        return result;
    }

    private IEnumerable<(GoValue Index, GoValue Item)> Iterate(GoValue value)
    {
        switch (value)
        {
            case { IsNothing: true }:
                return [];
            case GoValue.List list:
                return list.Items.Select((item, index) => ((GoValue)new GoValue.Int(index), item));
            case GoValue.Object { IsMap: true } map:
                _budget.Spend(map.Fields.Count);
                return map.Entries().Select(entry => ((GoValue)new GoValue.Text(entry.Key), entry.Value));
            case GoValue.Int count:
                return CountTo(count.Value);
            default:
                throw Error($"range can't iterate over {GoFormatter.Plain(_budget, value)}");
        }
    }

    private static IEnumerable<(GoValue Index, GoValue Item)> CountTo(Int128 count)
    {
        for (Int128 index = 0; index < count; index++)
        {
            var item = new GoValue.Int(index);
            yield return (item, item);
        }
    }

    /// <summary>With one variable it is the item, with two the index comes first.</summary>
    private void SetRangeVariables(PipeNode pipe, GoValue index, GoValue item)
    {
        GoValue[] values = pipe.Variables.Count == 2 ? [index, item] : [item];
        for (var position = 0; position < pipe.Variables.Count; position++)
        {
            var variable = pipe.Variables[position];
            if (pipe.IsAssignment)
            {
                Assign(variable, values[position]);
            }
            else
            {
                _variables[^(pipe.Variables.Count - position)] = (variable, values[position]);
            }
        }
    }

    private void WalkTemplate(GoValue dot, TemplateNode call)
    {
        if (!definitions.TryGetValue(call.Name, out var body))
        {
            throw Error($"template {GoQuote.Quote(call.Name)} not defined");
        }

        var argument = call.Pipe is null ? GoValue.Missing : EvaluatePipe(dot, call.Pipe);
        var (variables, definition) = (_variables, _definition);
        (_variables, _definition) = ([("$", argument)], call.Name);
        Walk(argument, body);
        (_variables, _definition) = (variables, definition);
    }

    private void Assign(string variable, GoValue value)
    {
        var index = _variables.FindLastIndex(known => known.Name == variable);
        if (index < 0)
        {
            throw Error($"undefined variable: {variable}");
        }

        _variables[index] = (variable, value);
    }

    private void PopVariables(int count) => _variables.RemoveRange(count, _variables.Count - count);

    /// <summary>An error at the piece being worked on. Go counts columns from 0, in bytes.</summary>
    private TemplateException Error(string message)
    {
        if (_current is null)
        {
            return new TemplateException($"template: {name}: {message}");
        }

        var before = text[.._current.Position];
        var line = 1 + before.AsSpan().Count('\n');
        var column = Encoding.UTF8.GetByteCount(before.AsSpan(before.LastIndexOf('\n') + 1));
        var template = GoQuote.Quote(_definition ?? name);
        return new TemplateException(
            $"template: {name}:{line}:{column}: executing {template} at <{_current}>: {message}");
    }
}
