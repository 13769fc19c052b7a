using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Model.Containers;

public class DeviceRequestTests
{
    [Theory]
    [InlineData("/dev/a", "/dev/a", "/dev/a", "rwm")]
    [InlineData("/dev/a:/dev/b", "/dev/a", "/dev/b", "rwm")]
    [InlineData("/dev/a:r", "/dev/a", "/dev/a", "r")]
    [InlineData("/dev/a:/dev/b:mr", "/dev/a", "/dev/b", "mr")]
    public void A_device_is_read(string text, string source, string destination, string permissions)
    {
        var device = DeviceRequest.Parse(text);

        Assert.Equal(new DeviceRequest(source, destination, permissions), device);
    }

    [Theory]
    [InlineData("", "invalid device specification: ")]
    [InlineData("/a:/b:r:w", "invalid device specification: /a:/b:r:w")]
    [InlineData("/a:x", "invalid device mode: x")]
    [InlineData("/a:", "invalid device mode: ")]
    [InlineData("/a:/b:rr", "invalid device mode: rr")]
    [InlineData("/a:b:r", "invalid device mode: b")]
    public void A_wrong_device_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => DeviceRequest.Parse(text));

        Assert.Equal(message, error.Message);
    }
}
