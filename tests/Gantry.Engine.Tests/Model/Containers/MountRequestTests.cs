using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Model.Containers;

public class MountRequestTests
{
    [Theory]
    [InlineData("/data", null, "/data", "")]
    [InlineData("vol:/data", "vol", "/data", "")]
    [InlineData("vol:/data/../x//y/:ro,nocopy", "vol", "/x/y", "ro nocopy")]
    [InlineData("vol:/data:rw,cached,Z,U", "vol", "/data", "rw Z U")]
    public void A_flag_of_a_volume_is_read(string text, string? name, string destination, string options)
    {
        var request = Assert.IsType<MountRequest.Volume>(MountRequest.ParseVolume(text));

        Assert.Equal(name, request.Name);
        Assert.Equal(destination, request.Destination);
        Assert.Equal(options, string.Join(' ', request.Options));
    }

    [Theory]
    [InlineData("/host:/in", "/host", "")]
    [InlineData("/host/../x:/in:ro,rslave,bind", "/x", "ro rslave bind")]
    public void A_flag_of_a_host_path_is_read(string text, string source, string options)
    {
        var request = Assert.IsType<MountRequest.Bind>(MountRequest.ParseVolume(text));

        Assert.Equal(source, request.Source);
        Assert.Equal("/in", request.Destination);
        Assert.Equal(options, string.Join(' ', request.Options));
    }

    [Fact]
    public void A_relative_host_path_starts_at_the_current_directory()
    {
        var request = Assert.IsType<MountRequest.Bind>(MountRequest.ParseVolume("./x:/in"));

        Assert.Equal(Path.Join(Directory.GetCurrentDirectory(), "x"), request.Source);
    }

    [Theory]
    [InlineData("a:b:c:d", "a:b:c:d: incorrect volume format, should be [host-dir:]ctr-dir[:option]")]
    [InlineData(":/x", "host directory cannot be empty")]
    [InlineData("", "container directory cannot be empty")]
    [InlineData("vol", "invalid container path \"vol\", must be an absolute path")]
    [InlineData("vol:data", "invalid container path \"data\", must be an absolute path")]
    [InlineData("v:/x:ro,rw", "invalid options \"ro, rw\", can only specify 1 'rw' or 'ro' option")]
    [InlineData("v:/x:z,Z", "invalid options \"z, Z\", can only specify 1 'z', 'Z', or 'O' option")]
    [InlineData(
        "v:/x:shared,slave",
        "invalid options \"shared, slave\", can only specify 1 '[r]shared', '[r]private', '[r]slave' or '[r]unbindable' option")]
    [InlineData("v:/x:size=1", "invalid option type \"size=1\"")]
    [InlineData("v:/x:blue", "invalid option type \"blue\"")]
    [InlineData("/v:/x:O", "mount option \"O\" is not supported: mount the host path itself")]
    [InlineData("/v:/x:idmap", "mount option \"idmap\" is not supported: mount the host path itself")]
    [InlineData(
        "a/b:/x",
        "\"a/b\" is neither an absolute path nor a valid volume name: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument")]
    public void A_wrong_flag_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => MountRequest.ParseVolume(text));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("/x", "/x", "")]
    [InlineData("/x/:size=10m,mode=1777,noexec", "/x", "size=10m mode=1777 noexec")]
    [InlineData("/x:ro,tmpcopyup,", "/x", "ro tmpcopyup")]
    public void A_memory_file_system_is_read(string text, string destination, string options)
    {
        var request = Assert.IsType<MountRequest.Tmpfs>(MountRequest.ParseTmpfs(text));

        Assert.Equal(destination, request.Destination);
        Assert.Equal(options, string.Join(' ', request.Options));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("/x:size=1,size=2")]
    [InlineData("/x:bind")]
    [InlineData("/x:z")]
    [InlineData("/x:tmpcopyup,notmpcopyup")]
    public void A_wrong_memory_file_system_is_refused(string text)
    {
        var error = Assert.Throws<GantryException>(() => MountRequest.ParseTmpfs(text));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Theory]
    [InlineData("type=bind,src=/a,dst=/b", "/a", "")]
    [InlineData("type=bind,source=/a,target=/b,readonly", "/a", "ro")]
    [InlineData("type=bind,source=/a,destination=/b,ro=true,nosuid,noexec", "/a", "ro nosuid noexec")]
    [InlineData("type=bind,source=/a,destination=/b,ro=false", "/a", "")]
    [InlineData("type=bind,source=/a,destination=/b,rw=false", "/a", "ro")]
    [InlineData("type=bind,source=/a,destination=/b,bind-propagation=rslave,bind-nonrecursive", "/a", "rslave bind")]
    [InlineData("type=bind,source=/a,destination=/b,relabel=shared,U,consistency=cached", "/a", "z U")]
    [InlineData("type=bind,\"src=/a,b\",dst=/b,chown=true", "/a,b", "U")]
    [InlineData("type=bind,target=/b", "/b", "")]
    public void A_mount_of_a_host_path_is_read(string text, string source, string options)
    {
        var request = Assert.IsType<MountRequest.Bind>(MountRequest.ParseMount(text));

        Assert.Equal(source, request.Source);
        Assert.Equal("/b", request.Destination);
        Assert.Equal(options, string.Join(' ', request.Options));
    }

    [Theory]
    [InlineData("type=volume,src=v,dst=/b", "v", "", "")]
    [InlineData("src=v,dst=/b", "v", "", "")]
    [InlineData("type=volume,dst=/b,volume-nocopy,ro", null, "nocopy ro", "")]
    [InlineData("type=volume,src=v,dst=/b,subpath=a/./b", "v", "", "a/b")]
    [InlineData("type=volume,src=v,dst=/b,volume-subpath=a,U=false", "v", "", "a")]
    public void A_mount_of_a_volume_is_read(string text, string? name, string options, string subPath)
    {
        var request = Assert.IsType<MountRequest.Volume>(MountRequest.ParseMount(text));

        Assert.Equal(name, request.Name);
        Assert.Equal("/b", request.Destination);
        Assert.Equal(options, string.Join(' ', request.Options));
        Assert.Equal(subPath, request.SubPath);
    }

    [Fact]
    public void A_mount_of_memory_is_read()
    {
        var request = MountRequest.ParseMount("type=tmpfs,dst=/b,tmpfs-size=1m,tmpfs-mode=1777,notmpcopyup,U");

        var tmpfs = Assert.IsType<MountRequest.Tmpfs>(request);
        Assert.Equal("size=1m mode=1777 notmpcopyup U", string.Join(' ', tmpfs.Options));
    }

    [Theory]
    [InlineData("type=bind,src=/a", "must set volume destination")]
    [InlineData("type=image,src=a,dst=/b", "invalid filesystem type \"image\"")]
    [InlineData("type=bind,src=/a,dst=b", "invalid container path \"b\", must be an absolute path")]
    [InlineData("type=bind,src,dst=/b", "src: must provide an argument for option")]
    [InlineData("type=bind,src=,dst=/b", "host directory cannot be empty: must provide an argument for option")]
    [InlineData("type=bind,src=/a,dst=/b,idmap", "idmap: mount option is not supported")]
    [InlineData("type=bind,src=/a,dst=/b,blue", "blue: invalid mount option")]
    [InlineData("type=volume,src=v,dst=/b,bind-propagation=shared", "bind-propagation: invalid mount option")]
    [InlineData("type=tmpfs,src=v,dst=/b", "source is not supported with tmpfs mounts")]
    [InlineData(
        "type=volume,src=v,dst=/b,subpath=../x",
        "subpath \"../x\" must be a relative path inside the volume: invalid mount option")]
    [InlineData(
        "type=bind,src=/a,dst=/b,ro=perhaps",
        "'ro' must be set to true or false, instead received \"perhaps\": must provide an argument for option")]
    [InlineData(
        "type=bind,src=/a,dst=/b,,ro",
        "incorrect mount format: should be --mount type=<bind|tmpfs|volume>,[src=<host-dir|volume-name>,]target=<ctr-dir>[,options]")]
    public void A_wrong_mount_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => MountRequest.ParseMount(text));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(message, error.Message);
    }
}
