using System.Globalization;

namespace Gantry.Linux;

/// <summary>Who this process is and what it may do.</summary>
public static class Users
{
    /// <summary>The effective user id; 0 is root (of this user namespace).</summary>
    public static uint EffectiveUserId => LibC.GetEUid();

    /// <summary>The effective group id.</summary>
    public static uint EffectiveGroupId => LibC.GetEGid();

    /// <summary>Whether <paramref name="capability"/> is in effect now (CapEff of /proc/self/status).</summary>
    public static bool HasCapability(Capability capability)
    {
        const string Field = "CapEff:";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(Field, StringComparison.Ordinal));
        var set = ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (set & (1UL << (int)capability)) != 0;
    }
}
