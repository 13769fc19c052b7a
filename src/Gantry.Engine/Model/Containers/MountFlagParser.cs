namespace Gantry.Engine.Model.Containers;

/// <summary>Reads the comma-separated fields of <c>--mount</c>; a field with a comma in it stands in double quotes.</summary>
internal sealed class MountFlagParser
{
    private const string Format =
        "incorrect mount format: should be --mount type=<bind|tmpfs|volume>,[src=<host-dir|volume-name>,]"
        + "target=<ctr-dir>[,options]";

    private readonly string _type;
    private readonly List<string> _options = [];
    private string? _source;
    private string? _destination;
    private string _subPath = "";

    private MountFlagParser(string type)
    {
        _type = type;
    }

    /// <summary>Reads one flag's value.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static MountRequest Parse(string text)
    {
        var fields = SplitFields(text);
        var typeField = fields.FindIndex(field => field.StartsWith("type=", StringComparison.Ordinal));
        var type = typeField < 0 ? "volume" : fields[typeField]["type=".Length..];
        if (type is not ("bind" or "volume" or "tmpfs"))
        {
            throw Bad($"invalid filesystem type \"{type}\"");
        }

        var parser = new MountFlagParser(type);
        foreach (var field in fields.Where((_, index) => index != typeField))
        {
            var separator = field.IndexOf('=', StringComparison.Ordinal);
            parser.Take(separator < 0 ? field : field[..separator], separator < 0 ? null : field[(separator + 1)..]);
        }

        return parser.ToRequest();
    }

    private void Take(string key, string? value)
    {
        switch (key)
        {
            case "src" or "source":
                _source = TakeSource(RequireValue(key, value));
                break;
            case "target" or "dst" or "destination":
                _destination = ContainerPath.RequireAbsolute(RequireValue(key, value));
                break;
            case "subpath" or "volume-subpath" when _type == "volume":
                _subPath = TakeSubPath(RequireValue(key, value));
                break;
            case "consistency":
                break;
            default:
                _options.AddRange(OptionsFor(key, value));
                break;
        }
    }

    private string TakeSource(string value)
    {
        if (_type == "tmpfs")
        {
            throw Bad("source is not supported with tmpfs mounts");
        }

        return value.Length > 0
            ? value
            : throw Bad("host directory cannot be empty: must provide an argument for option");
    }

    private static string TakeSubPath(string value)
    {
        var isInside = !value.StartsWith('/') && !value.Split('/').Contains("..");
        return isInside
            ? ContainerPath.Clean("/" + value)[1..]
            : throw Bad($"subpath \"{value}\" must be a relative path inside the volume: invalid mount option");
    }

    private string[] OptionsFor(string key, string? value) => key switch
    {
        "readonly" or "ro" => IsTrue(key, value) ? ["ro"] : [],
        "rw" => IsTrue(key, value) ? ["rw"] : ["ro"],
        "U" or "chown" => IsTrue(key, value) ? ["U"] : [],
        "nosuid" or "suid" or "nodev" or "dev" or "noexec" or "exec" => [key],
        "idmap" or "volume-opt" or "volume-label" => throw Bad($"{key}: mount option is not supported"),
        _ => _type switch
        {
            "bind" => BindOptionsFor(key, value),
            "volume" => VolumeOptionsFor(key, value),
            _ => TmpfsOptionsFor(key, value),
        },
    };

    private static string[] BindOptionsFor(string key, string? value) => key switch
    {
        "bind-nonrecursive" => IsTrue(key, value) ? ["bind"] : [],
        "shared" or "rshared" or "private" or "rprivate" or "slave" or "rslave" or "unbindable" or "runbindable" => [key],
        "z" or "Z" => [key],
        "bind-propagation" => [RequireValue(key, value)],
        "relabel" => value switch
        {
            "private" => ["Z"],
            "shared" => ["z"],
            _ => throw Bad("relabel mount option must be 'private' or 'shared': invalid mount option"),
        },
        _ => throw Unknown(key),
    };

    private static string[] VolumeOptionsFor(string key, string? value) => key switch
    {
        "volume-nocopy" or "nocopy" => IsTrue(key, value) ? ["nocopy"] : [],
        "copy" or "z" or "Z" => [key],
        _ => throw Unknown(key),
    };

    private static string[] TmpfsOptionsFor(string key, string? value) => key switch
    {
        "tmpfs-size" => ["size=" + RequireValue(key, value)],
        "tmpfs-mode" => ["mode=" + RequireValue(key, value)],
        "tmpcopyup" or "notmpcopyup" => [key],
        _ => throw Unknown(key),
    };

    private MountRequest ToRequest()
    {
        if (_destination is null)
        {
            throw Bad("must set volume destination");
        }

        switch (_type)
        {
            case "bind":
                var source = Path.GetFullPath(_source ?? _destination);
                return new MountRequest.Bind(source, _destination, MountOptionRules.RequireValid(_options));
            case "volume":
                var name = _source is null ? null : ObjectName.Require("volume", _source);
                return new MountRequest.Volume(name, _destination, MountOptionRules.RequireValid(_options), _subPath);
            default:
                return new MountRequest.Tmpfs(_destination, MountOptionRules.RequireValidForTmpfs(_options));
        }
    }

    /// <summary>One line of RFC 4180: quoted fields may hold commas, and doubled quotes stand for one.</summary>
    private static List<string> SplitFields(string text)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(text[i]);
            }
        }

        fields.Add(field.ToString());
        return isQuoted || fields.Contains("") ? throw Bad(Format) : fields;
    }

    private static bool IsTrue(string key, string? value) => value?.ToLowerInvariant() switch
    {
        null or "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Bad(
            $"'{key}' must be set to true or false, instead received \"{value}\": must provide an argument for option"),
    };

    private static string RequireValue(string key, string? value) =>
        value ?? throw Bad($"{key}: must provide an argument for option");

    private static GantryException Unknown(string key) => Bad($"{key}: invalid mount option");

    private static GantryException Bad(string message) => new(ErrorCode.Invalid, message);
}
