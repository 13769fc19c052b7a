using Gantry.Engine.Model;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Tests.Storage.Volumes;

public sealed class VolumeOptionsTests
{
    [Fact]
    public void No_options_mean_a_plain_folder()
    {
        var options = Parse();

        Assert.False(options.NeedsMount);
        Assert.Null(options.Uid);
        Assert.Empty(options.Stored);
    }

    [Fact]
    public void An_owner_inside_o_needs_no_mount_and_is_stored_as_Podman_stores_it()
    {
        var options = Parse("o=uid=1000,gid=1001");

        Assert.False(options.NeedsMount);
        Assert.Equal((1000u, 1001u), (options.Uid, options.Gid));
        Assert.Equal(["GID=1001", "UID=1000", "o=uid=1000,gid=1001"], options.Stored.Select(o => $"{o.Key}={o.Value}"));
    }

    [Fact]
    public void Stored_options_are_understood_again()
    {
        var once = Parse("o=uid=1000,gid=1001");

        var twice = VolumeOptions.Parse(once.Stored);

        Assert.Equal(once.Stored, twice.Stored);
        Assert.Equal(once.Uid, twice.Uid);
    }

    [Theory]
    [InlineData("tmpfs", "tmpfs", "size=2m,mode=1777", "tmpfs", "size=2m,mode=1777")]
    [InlineData("nfs", "10.0.0.1:/x", "addr=10.0.0.1,ro", "nfs", "addr=10.0.0.1,ro")]
    [InlineData("none", "/", "bind,ro", "", "bind,ro")]
    [InlineData("bind", "/", "ro", "", "bind,ro")]
    [InlineData("bind", "/", "bind", "", "bind")]
    public void A_type_or_device_is_mounted(
        string type, string device, string o, string fileSystem, string mountOptions)
    {
        var options = Parse($"type={type}", $"device={device}", $"o={o}");

        Assert.True(options.NeedsMount);
        Assert.Equal(device, options.Source);
        Assert.Equal(fileSystem, options.FileSystemType);
        Assert.Equal(mountOptions, options.MountOptions);
    }

    [Fact]
    public void A_type_without_a_device_is_its_own_source()
    {
        Assert.Equal("tmpfs", Parse("type=tmpfs").Source);
    }

    [Theory]
    [InlineData("foo=bar", "invalid mount option foo for driver 'local': invalid argument")]
    [InlineData("o=uid=x", "cannot convert volume uid \"x\" to a number: invalid argument")]
    [InlineData("o=ro", "volume option \"o=ro\" is for a mount: give type or device too: invalid argument")]
    public void What_cannot_be_understood_is_refused(string option, string message)
    {
        var error = Assert.Throws<GantryException>(() => Parse(option));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("size=1m")]
    [InlineData("o=size=1m")]
    [InlineData("o=uid=1,inodes=7")]
    public void A_size_without_quotas_is_refused(string option)
    {
        var error = Assert.Throws<GantryException>(() => Parse(option));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
    }

    [Fact]
    public void A_bind_of_a_path_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => Parse("type=bind", "device=/nonexist"));

        Assert.Equal(
            "invalid volume option device for driver 'local': stat /nonexist: no such file or directory: "
            + "invalid argument",
            error.Message);
    }

    private static VolumeOptions Parse(params string[] options) => VolumeOptions.Parse(
        options.ToDictionary(o => o.Split('=', 2)[0], o => o.Split('=', 2)[1]));
}
