using System.Text;
using System.Text.Json.Nodes;

namespace Gantry.Templates;

/// <summary>
/// The headings of a table: of a field the one given, else its name in upper case, its words apart, as Podman's
/// report.Headers makes it.
/// </summary>
internal sealed class ColumnHeaders(IReadOnlyDictionary<string, string> headers)
{
    /// <summary>A row whose fields are the headings, for the template to lay out.</summary>
    public JsonObject ToRow(Node template)
    {
        var row = new JsonObject();
        foreach (var field in FieldsOf(template))
        {
            row[field[0]] = Get([field[0]]);
        }

        return row;
    }

    /// <summary>The heading for a statement that makes nothing of headings, such as a loop over a field: that of the
    /// first field in it.</summary>
    public string For(Node statement) => FieldsOf(statement).FirstOrDefault() is { } field ? Get(field) : "";

    private string Get(IReadOnlyList<string> field) =>
        headers.TryGetValue(string.Join('.', field), out var heading) ? heading : Derive(field[^1]);

    private static IEnumerable<IReadOnlyList<string>> FieldsOf(Node? node) => node switch
    {
        FieldNode field => [field.Names],
        VariableNode { Names.Count: > 0 } variable => [variable.Names],
        ChainNode chain => FieldsOf(chain.Operand) is var inner && inner.Any() ? inner : [chain.Names],
        ListNode list => list.Nodes.SelectMany(FieldsOf),
        ActionNode action => FieldsOf(action.Pipe),
        BranchNode branch => [.. FieldsOf(branch.Pipe), .. FieldsOf(branch.Body), .. FieldsOf(branch.Otherwise)],
        TemplateNode call => FieldsOf(call.Pipe),
        PipeNode pipe => pipe.Commands.SelectMany(FieldsOf),
        CommandNode command => command.Arguments.SelectMany(FieldsOf),
        _ => [],
    };

    /// <summary>"RepoTags" becomes "REPO TAGS", "ContainerID" "CONTAINER ID".</summary>
    private static string Derive(string name)
    {
        var builder = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            if (index > 0 && StartsWord(name, index))
            {
                builder.Append(' ');
            }

            builder.Append(char.ToUpperInvariant(name[index]));
        }

        return builder.ToString();
    }

    private static bool StartsWord(string name, int index)
    {
        var (before, here) = (name[index - 1], name[index]);
        if (char.IsUpper(here))
        {
            return !char.IsUpper(before) || (index + 1 < name.Length && char.IsLower(name[index + 1]));
        }

        return char.IsLower(here) ? !char.IsLower(before) && !char.IsUpper(before) : Class(before) != Class(here);
    }

    private static int Class(char character) => char.IsLower(character) ? 1 : char.IsUpper(character) ? 2
        : char.IsDigit(character) ? 3 : 4;
}
