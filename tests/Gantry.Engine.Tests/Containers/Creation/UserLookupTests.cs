using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class UserLookupTests : IDisposable
{
    private static readonly UserDatabase s_database = new(
        """
        root:x:0:0:root:/root:/bin/sh
        broken line
        app:x:100:101:App,,,:/home/app:/bin/sh
        5000:x:200:200::/named:/bin/sh
        toofew:x:1
        nan:x:abc:1::/x:/bin/sh
        """,
        """
        root:x:0:
        wheel:x:10:root,app
        apps:x:101:
        docker:x:102:nobody,app
        short:x:103
        """);

    private readonly CreationHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("", 0, 0, "10", "/root")]
    [InlineData("root", 0, 0, "0 10", "/root")]
    [InlineData("0", 0, 0, "0 10", "/root")]
    [InlineData("app", 100, 101, "101 10 102", "/home/app")]
    [InlineData("100", 100, 101, "101 10 102", "/home/app")]
    [InlineData("app:wheel", 100, 10, "10", "/home/app")]
    [InlineData("app:103", 100, 103, "103", "/home/app")]
    [InlineData("app:7777", 100, 7777, "7777", "/home/app")]
    [InlineData("4000", 4000, 0, "0", "")]
    [InlineData("4000:4001", 4000, 4001, "4001", "")]
    [InlineData("5000", 5000, 0, "0", "")]
    [InlineData("app:", 100, 101, "101", "/home/app")]
    public void A_user_is_found(string user, uint uid, uint gid, string groups, string home)
    {
        var found = UserLookup.Find(s_database, user, []);

        Assert.Equal((uid, gid, groups, home), (found.Uid, found.Gid, string.Join(' ', found.AdditionalGids), found.Home));
    }

    [Fact]
    public void Further_groups_are_found_by_name_or_number_and_kept_once()
    {
        var found = UserLookup.Find(s_database, "app", ["docker", "5", "10", "docker"]);

        Assert.Equal([101u, 102u, 5u, 10u], found.AdditionalGids);
    }

    [Theory]
    [InlineData("nobody", "unable to find user nobody: no matching entries in passwd file")]
    [InlineData("nan", "unable to find user nan: no matching entries in passwd file")]
    [InlineData("app:nogroup", "unable to find group nogroup: no matching entries in group file")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647, but \"-1\" was given")]
    [InlineData("4294967296", "uids and gids must be in range 0-2147483647, but \"4294967296\" was given")]
    public void A_user_that_is_not_there_is_refused(string user, string message)
    {
        var error = Assert.Throws<GantryException>(() => UserLookup.Find(s_database, user, []));

        Assert.Equal((ErrorCode.Invalid, message), (error.Code, error.Message));
    }

    [Fact]
    public void Links_in_the_image_never_lead_to_the_hosts_users()
    {
        File.Delete(Path.Join(_host.Rootfs, "etc/passwd"));
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "etc/passwd"), "../../../../../../../../etc/passwd");
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "etc/group"), "/inside");
        File.WriteAllText(Path.Join(_host.Rootfs, "inside"), "mine:x:7:\n");

        // The link to passwd leads to itself: inside, the root has no parent.
        var error = Assert.Throws<GantryException>(() => UserDatabase.Read(_host.Rootfs, []));
        File.Delete(Path.Join(_host.Rootfs, "etc/passwd"));
        var database = UserDatabase.Read(_host.Rootfs, []);

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(new UserDatabase("", "mine:x:7:\n"), database);
    }

    [Fact]
    public void What_is_bound_over_the_files_counts()
    {
        var passwd = Path.Join(_host.Folder, "b/passwd");
        File.WriteAllText(passwd, "bound:x:5:5::/:/\n");

        var byFile = UserDatabase.Read(_host.Rootfs, [new BindMount(passwd, "/etc/passwd", [])]);
        var byFolder = UserDatabase.Read(_host.Rootfs, [new BindMount(Path.Join(_host.Folder, "b"), "/etc", [])]);

        Assert.Equal(new UserDatabase("bound:x:5:5::/:/\n", ""), byFile);
        Assert.Equal(byFile, byFolder);
    }

    [Fact]
    public void A_huge_file_in_the_image_is_not_read()
    {
        using (var file = File.Create(Path.Join(_host.Rootfs, "etc/group")))
        {
            file.SetLength(1L << 40);
        }

        var error = Assert.Throws<GantryException>(() => UserDatabase.Read(_host.Rootfs, []));

        Assert.Contains("has 1099511627776 bytes", error.Message, StringComparison.Ordinal);
    }
}
