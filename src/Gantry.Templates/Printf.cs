using System.Globalization;
using System.Text;

namespace Gantry.Templates;

/// <summary>Go's Sprintf: reads the format, picks the arguments, and words what is wrong into the output.</summary>
internal sealed class Printf(TextSink sink, FunctionCall call)
{
    /// <summary>The widest a width or precision may be, in Go too (fmt/print.go, tooLarge).</summary>
    private const int MaxNumber = 1_000_000;

    private readonly string _format = call.Text(0);
    private int _position;
    private int _argument = 1;
    private bool _reordered;
    private bool _goodIndex;

    /// <summary>Writes the formatted text.</summary>
    public void Write()
    {
        while (_position < _format.Length)
        {
            var verb = _format.IndexOf('%', _position);
            var end = verb < 0 ? _format.Length : verb;
            sink.Append(_format[_position..end]);
            _position = end + 1;
            if (verb >= 0)
            {
                WriteVerb();
            }
        }

        if (!_reordered && _argument < call.Arguments.Count)
        {
            WriteExtra();
        }
    }

    private void WriteVerb()
    {
        _goodIndex = true;
        var start = _position;
        while (_position < _format.Length && "+-# 0".Contains(_format[_position]))
        {
            _position++;
        }

        var flags = _format[start.._position];
        ReadIndex();
        var width = ReadNumber("%!(BADWIDTH)");
        int? precision = null;
        if (_position < _format.Length && _format[_position] == '.')
        {
            _position++;
            ReadIndex();
            precision = ReadNumber("%!(BADPREC)") ?? 0;
            precision = precision < 0 ? null : precision;
        }

        ReadIndex();
        if (width < 0)
        {
            (width, flags) = (-width, flags + "-");
        }

        WriteArgument(flags, width, precision);
    }

    private void WriteArgument(string flags, int? width, int? precision)
    {
        if (_position >= _format.Length)
        {
            sink.Append("%!(NOVERB)");
            return;
        }

        var rune = Rune.TryGetRuneAt(_format, _position, out var found) ? found : Rune.ReplacementChar;
        _position += rune.Utf16SequenceLength;
        if (rune.Value == '%')
        {
            sink.Append('%');
        }
        else if (!_goodIndex)
        {
            sink.Append($"%!{rune}(BADINDEX)");
        }
        else if (_argument >= call.Arguments.Count)
        {
            sink.Append($"%!{rune}(MISSING)");
        }
        else
        {
            // No verb is outside of the basic plane: the replacement character is as wrong a verb as any.
            var verb = rune.IsBmp ? (char)rune.Value : '\uFFFD';
            GoFormatter.Write(sink, call.Arguments[_argument++], new FormatSpec(verb, flags, width, precision));
        }
    }

    /// <summary>Reads <c>[2]</c>: the number, from 1, of the argument that comes next.</summary>
    private void ReadIndex()
    {
        if (_position >= _format.Length || _format[_position] != '[')
        {
            return;
        }

        _reordered = true;
        var close = _format.IndexOf(']', _position);
        var digits = close < 0 ? "" : _format[(_position + 1)..close];
        _position = close < 0 ? _position + 1 : close + 1;
        _goodIndex = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number < call.Arguments.Count;
        _argument = _goodIndex ? number : _argument;
    }

    /// <summary>Reads a number or <c>*</c>, which takes it from an argument; null when there is neither.</summary>
    private int? ReadNumber(string complaint)
    {
        if (_position < _format.Length && _format[_position] == '*')
        {
            _position++;
            if (_argument < call.Arguments.Count && call.Arguments[_argument++] is GoValue.Int { Value: var value }
                && Int128.Abs(value) <= MaxNumber)
            {
                return (int)value;
            }

            sink.Append(complaint);
            return null;
        }

        var start = _position;
        while (_position < _format.Length && char.IsAsciiDigit(_format[_position]))
        {
            _position++;
        }

        if (_position == start)
        {
            return null;
        }

        if (int.TryParse(_format.AsSpan(start, _position - start), CultureInfo.InvariantCulture, out var number)
            && number <= MaxNumber)
        {
            return number;
        }

        sink.Append(complaint);
        return null;
    }

    private void WriteExtra()
    {
        var separator = "%!(EXTRA ";
        foreach (var argument in call.Arguments.Skip(_argument))
        {
            sink.Append(separator);
            if (argument.IsNothing)
            {
                sink.Append("<nil>");
            }
            else
            {
                sink.Append(argument.TypeName).Append('=');
                GoFormatter.Write(sink, argument, FormatSpec.Plain);
            }

            separator = ", ";
        }

        sink.Append(')');
    }
}
