namespace Gantry.Templates;

/// <summary>Works out the values of pipelines, commands, operands and fields.</summary>
internal sealed partial class Evaluator
{
    private GoValue EvaluatePipe(GoValue dot, PipeNode pipe)
    {
        _current = pipe;
        _budget.Enter();
        GoValue? value = null;
        foreach (var command in pipe.Commands)
        {
            value = EvaluateCommand(dot, command, value);
        }

        var result = value ?? GoValue.Missing;
        foreach (var variable in pipe.Variables)
        {
            if (pipe.IsAssignment)
            {
                Assign(variable, result);
            }
            else
            {
                _variables.Add((variable, result));
            }
        }

        _budget.Leave();
        return result;
    }

    /// <summary>The value of a command. <paramref name="final"/> is the value piped into it, null for the first.
    /// </summary>
    private GoValue EvaluateCommand(GoValue dot, CommandNode command, GoValue? final)
    {
        _budget.Spend();
        var first = command.Arguments[0];
        var hasArguments = command.Arguments.Count > 1 || final is not null;
        switch (first)
        {
            case IdentifierNode function:
                return EvaluateFunction(dot, function, command, final);
            case FieldNode or VariableNode { Names.Count: > 0 } or ChainNode:
                return EvaluateOperand(dot, first, hasArguments);
            case NilNode:
                _current = first;
                throw Error("nil is not a command");
            default:
                if (hasArguments)
                {
                    _current = first;
                    throw Error($"can't give argument to non-function {first}");
                }

                return EvaluateOperand(dot, first, false);
        }
    }

    private GoValue EvaluateOperand(GoValue dot, Node node, bool hasArguments)
    {
        _budget.Spend();
        _current = node;
        switch (node)
        {
            case DotNode:
                return dot;
            case NilNode:
                return GoValue.Missing;
            case LiteralNode literal:
                return literal.Value;
            case FieldNode field:
                return EvaluateFields(dot, field, field.Names, hasArguments);
            case VariableNode variable:
                return EvaluateFields(Find(variable.Name), variable, variable.Names, hasArguments);
            case ChainNode { Operand: NilNode } chain:
                throw Error($"indirection through explicit nil in {chain}");
            case ChainNode chain:
                var receiver = EvaluateOperand(dot, chain.Operand, false);
                _current = chain;
                return EvaluateFields(receiver, chain, chain.Names, hasArguments);
            case PipeNode pipe:
                return EvaluatePipe(dot, pipe);
            case IdentifierNode function:
                return EvaluateFunction(dot, function, new CommandNode(function.Position, [function]), null);
            default:
                throw Error($"can't handle {node}");
        }
    }

    private GoValue Find(string variable)
    {
        var index = _variables.FindLastIndex(known => known.Name == variable);
        return index < 0 ? throw Error($"undefined variable: {variable}") : _variables[index].Value;
    }

    private GoValue EvaluateFields(GoValue receiver, Node node, IReadOnlyList<string> names, bool hasArguments)
    {
        for (var index = 0; index < names.Count; index++)
        {
            _current = node;
            receiver = EvaluateField(receiver, names[index], hasArguments && index == names.Count - 1);
        }

        return receiver;
    }

    private GoValue EvaluateField(GoValue receiver, string field, bool hasArguments)
    {
        switch (receiver)
        {
            case GoValue.Object { IsMap: true } when hasArguments:
                throw Error($"{field} is not a method but has arguments");
            case GoValue.Object { IsMap: true } map:
                return map.Find(field) ?? GoValue.Missing;
            case GoValue.Object fields when fields.Find(field) is { } value:
                return hasArguments ? throw Error($"{field} has arguments but cannot be invoked as function") : value;
            case GoValue.Nil { Display: "map[]" }:
                return GoValue.Missing;
            case GoValue.Nil { Display: "<nil>" }:
                throw Error($"nil pointer evaluating struct.{field}");
            case { IsNothing: true } and not GoValue.Nil:
                return GoValue.Missing;
            default:
                throw Error($"can't evaluate field {field} in type {receiver.TypeName}");
        }
    }

    private GoValue EvaluateFunction(GoValue dot, IdentifierNode identifier, CommandNode command, GoValue? final)
    {
        _current = identifier;
        var function = FunctionTable.Get(identifier.Name);
        var count = command.Arguments.Count - 1 + (final is null ? 0 : 1);
        if (count < function.Minimum || count > function.Maximum)
        {
            var wanted = function.Maximum == int.MaxValue ? $"at least {function.Minimum}" : $"{function.Maximum}";
            throw Error($"wrong number of args for {identifier.Name}: want {wanted} got {count}");
        }

        if (identifier.Name is "and" or "or")
        {
            return EvaluateShortCircuit(dot, command, final, stopAt: identifier.Name == "or");
        }

        var arguments = new List<GoValue>(count);
        foreach (var argument in command.Arguments.Skip(1))
        {
            arguments.Add(EvaluateOperand(dot, argument, false));
        }

        if (final is not null)
        {
            arguments.Add(final);
        }

        _current = command;
        return Call(command, function, arguments);
    }

    private GoValue Call(CommandNode command, FunctionTable.Entry function, List<GoValue> arguments)
    {
        foreach (var argument in arguments)
        {
            _budget.Spend(argument is GoValue.Text text ? text.Value.Length : 0);
        }

        try
        {
            return function.Invoke(new FunctionCall(arguments, _budget));
        }
        catch (FunctionException exception) when (exception.Argument is { } argument)
        {
            throw ArgumentError(command, argument.Index, argument.Wanted, exception.Message);
        }
        catch (FunctionException exception)
        {
            throw Error($"error calling {command.Arguments[0]}: {exception.Message}");
        }
    }

    /// <summary>An argument of the wrong type is an error at the argument, unless it was piped in.</summary>
    private TemplateException ArgumentError(CommandNode command, int index, string wanted, string message)
    {
        var node = index + 1 < command.Arguments.Count ? command.Arguments[index + 1] : command;
        _current = node;
        return Error(node switch
        {
            LiteralNode => $"expected {(wanted == "int" ? "integer" : wanted)}; found {node}",
            NilNode => $"cannot assign nil to {wanted}",
            _ => message,
        });
    }

    /// <summary>and, or: the first argument whose truth decides, or the last; those after it are not worked out.
    /// </summary>
    private GoValue EvaluateShortCircuit(GoValue dot, CommandNode command, GoValue? final, bool stopAt)
    {
        var value = GoValue.Missing;
        foreach (var argument in command.Arguments.Skip(1))
        {
            value = EvaluateOperand(dot, argument, false);
            if (value.IsTrue == stopAt)
            {
                return value;
            }
        }

        return final ?? value;
    }
}
