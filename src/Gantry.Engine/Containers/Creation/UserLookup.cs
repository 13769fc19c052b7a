using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds users and groups by name or number, by the rules of runc's libcontainer/user.</summary>
internal static class UserLookup
{
    /// <summary>Looks up <c>user[:group]</c>, names or numbers; an empty user is root.</summary>
    /// <param name="database">Where to look.</param>
    /// <param name="user">As the person or the image wrote it.</param>
    /// <param name="additionalGroups">Further groups, names or numbers.</param>
    /// <remarks>
    /// Numbers need no entry. The groups that list the user as a member are added only when no group was named.
    /// </remarks>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no such user or group.</exception>
    public static ProcessUser Find(UserDatabase database, string user, IReadOnlyList<string> additionalGroups)
    {
        var (userName, groupName) = Split(user);
        var account = FindAccount(database, userName);
        var groups = ReadGroups(database.Group);
        var gid = groupName.Length == 0 ? account.Gid : FindGroup(groups, groupName);

        // As in Podman, the primary group is among the additional ones when the user was named.
        var gids = new List<uint>();
        if (user.Length > 0)
        {
            gids.Add(gid);
        }

        gids.AddRange(additionalGroups.Select(group => FindGroup(groups, group)));
        if (!user.Contains(':', StringComparison.Ordinal) && account.Name.Length > 0)
        {
            gids.AddRange(groups.Where(group => group.Members.Contains(account.Name)).Select(group => group.Gid));
        }

        return new ProcessUser(account.Uid, gid, [.. gids.Distinct()], account.Home);
    }

    private static (string User, string Group) Split(string text)
    {
        var parts = text.Split(':');
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static Account FindAccount(UserDatabase database, string name)
    {
        var wantedUid = name.Length == 0 ? 0 : ParseId(name);
        var accounts = ReadAccounts(database.Passwd);
        var found = accounts.FirstOrDefault(
            account => wantedUid is { } uid ? account.Uid == uid : account.Name == name);
        if (found is not null)
        {
            return found;
        }

        return wantedUid is { } number
            ? new Account("", number, 0, "")
            : throw new GantryException(
                ErrorCode.Invalid, $"unable to find user {name}: no matching entries in passwd file");
    }

    private static uint FindGroup(IReadOnlyList<Group> groups, string name)
    {
        var wantedGid = ParseId(name);
        var found = groups.FirstOrDefault(group => wantedGid is { } gid ? group.Gid == gid : group.Name == name);
        return found?.Gid
            ?? wantedGid
            ?? throw new GantryException(
                ErrorCode.Invalid, $"unable to find group {name}: no matching entries in group file");
    }

    /// <summary>The number that <paramref name="text"/> is; null when it is a name.</summary>
    private static uint? ParseId(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        return id is >= 0 and <= int.MaxValue
            ? (uint)id
            : throw new GantryException(
                ErrorCode.Invalid, $"uids and gids must be in range 0-{int.MaxValue}, but \"{text}\" was given");
    }

    private static IReadOnlyList<Account> ReadAccounts(string passwd) =>
        [.. Fields(passwd, 6)
            .Where(fields => IsId(fields[2]) && IsId(fields[3]))
            .Select(fields => new Account(fields[0], ToId(fields[2]), ToId(fields[3]), fields[5]))];

    private static IReadOnlyList<Group> ReadGroups(string group) =>
        [.. Fields(group, 3)
            .Where(fields => IsId(fields[2]))
            .Select(fields => new Group(
                fields[0],
                ToId(fields[2]),
                fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : []))];

    private static IEnumerable<string[]> Fields(string text, int atLeast) =>
        text.Split('\n').Select(line => line.Trim().Split(':')).Where(fields => fields.Length >= atLeast);

    private static bool IsId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static uint ToId(string text) => uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed record Account(string Name, uint Uid, uint Gid, string Home);

    private sealed record Group(string Name, uint Gid, string[] Members);
}
