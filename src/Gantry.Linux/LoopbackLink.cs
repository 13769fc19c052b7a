using System.Text;

namespace Gantry.Linux;

/// <summary>The interface <c>lo</c> of a network namespace. Up, it has the addresses 127.0.0.1 and ::1 (devinet.c, addrconf.c).</summary>
public static class LoopbackLink
{
    private const string Name = "lo";

    /// <summary>Brings it up; content when it is.</summary>
    /// <param name="namespacePath">The namespace, such as <c>/proc/PID/ns/net</c>.</param>
    public static void SetUp(string namespacePath) => NetworkNamespace.Run(namespacePath, SetUp);

    /// <summary>Brings that of the thread's own namespace up.</summary>
    internal static unsafe void SetUp()
    {
        var number = LibC.Socket(LibC.AfInet, LibC.SockDatagram | LibC.SockCloExec, 0);
        using var socket = number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("socket", "AF_INET");
        var request = stackalloc byte[LibC.InterfaceRequestLength];
        new Span<byte>(request, LibC.InterfaceRequestLength).Clear();
        Encoding.ASCII.GetBytes(Name, new Span<byte>(request, LibC.InterfaceNameLength - 1));
        Control(LibC.SiocGetInterfaceFlags);
        *(short*)(request + LibC.InterfaceNameLength) |= LibC.InterfaceUp;
        Control(LibC.SiocSetInterfaceFlags);

        void Control(nuint call)
        {
            if (LibC.InterfaceControl(socket, call, request) < 0)
            {
                throw LinuxException.FromLastError("ioctl", Name);
            }
        }
    }
}
