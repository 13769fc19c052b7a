using Gantry.Engine.Model;

namespace Gantry.Engine.Containers;

/// <summary>
/// Looks for the keys that end an attachment in what a person types. Keys that could be the beginning of the sequence
/// are held back until it is clear that they are not.
/// </summary>
internal sealed class DetachKeys
{
    private readonly byte[] _keys;
    private int _matched;

    /// <summary>Reads Podman's syntax: a comma list of single characters and <c>ctrl-X</c>. Empty: no keys detach.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public DetachKeys(string keys)
    {
        _keys = keys.Length == 0 ? [] : [.. keys.Split(',').Select(key => KeyOf(key, keys))];
    }

    /// <summary>What to pass on of the next input, and whether it held the keys; what follows them is dropped.</summary>
    public (ReadOnlyMemory<byte> Pass, bool Detach) Feed(ReadOnlySpan<byte> input)
    {
        if (_keys.Length == 0)
        {
            return (input.ToArray(), false);
        }

        List<byte> pass = new(input.Length + _keys.Length);
        foreach (var key in input)
        {
            if (key != _keys[_matched])
            {
                pass.AddRange(_keys.AsSpan(0, _matched));
                _matched = 0;
            }

            if (key == _keys[_matched])
            {
                _matched++;
                if (_matched == _keys.Length)
                {
                    return (pass.ToArray(), true);
                }
            }
            else
            {
                pass.Add(key);
            }
        }

        return (pass.ToArray(), false);
    }

    private static byte KeyOf(string key, string all)
    {
        const string Control = "ctrl-";
        if (key.Length == 1 && char.IsAscii(key[0]))
        {
            return (byte)key[0];
        }

        var name = key.StartsWith(Control, StringComparison.OrdinalIgnoreCase) ? key[Control.Length..] : "";
        return name.Length == 1 && char.ToUpperInvariant(name[0]) is >= '@' and <= '_'
            ? (byte)(char.ToUpperInvariant(name[0]) & 0x1F)
            : throw new GantryException(
                ErrorCode.Invalid, $"detach keys \"{all}\" hold \"{key}\", which is no key: invalid argument");
    }
}
