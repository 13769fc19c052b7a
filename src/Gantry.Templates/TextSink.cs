using System.Text;

namespace Gantry.Templates;

/// <summary>A text being written, charged to the budget of its rendering.</summary>
internal sealed class TextSink(Budget budget)
{
    private readonly StringBuilder _builder = new();

    public Budget Budget => budget;

    public int Length => _builder.Length;

    public TextSink Append(string text)
    {
        budget.Spend(text.Length);
        Budget.RequireLength((long)_builder.Length + text.Length);
        _builder.Append(text);
        return this;
    }

    public TextSink Append(char character, int count = 1)
    {
        budget.Spend(count);
        Budget.RequireLength((long)_builder.Length + count);
        _builder.Append(character, count);
        return this;
    }

    /// <summary>Takes back what was written after the length was <paramref name="length"/>.</summary>
    public void CutTo(int length) => _builder.Length = length;

    public override string ToString() => _builder.ToString();
}
