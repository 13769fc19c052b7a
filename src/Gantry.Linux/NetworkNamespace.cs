using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Gantry.Linux;

/// <summary>
/// Network namespaces with a name: files on which the kernel's object is mounted, as <c>ip netns</c> makes them
/// (ip-netns(8)). They exist until they are unmounted, whether or not a process is in them.
/// </summary>
/// <remarks>
/// A namespace belongs to a thread. Whatever enters one does so on a thread of its own that ends afterwards: a pool
/// thread would carry it into unrelated work.
/// </remarks>
public static class NetworkNamespace
{
    private const string Own = "/proc/thread-self/ns/net";

    /// <summary>Makes a new, empty namespace at a path; one that is there already stays as it is.</summary>
    /// <param name="path">Absolute; its folder exists.</param>
    public static void Create(string path)
    {
        DirectoryDescriptor.RequireAbsolute(path);
        if (Mounts.IsMounted(path))
        {
            return;
        }

        File.WriteAllBytes(path, []);
        OnThreadOfItsOwn(() =>
        {
            if (LibC.Unshare(LibC.CloneNewNet) < 0)
            {
                throw LinuxException.FromLastError("unshare", path);
            }

            if (LibC.Mount(Own, path, null, LibC.MsBind, null) < 0)
            {
                throw LinuxException.FromLastError("mount", path);
            }
        });
    }

    /// <summary>Takes the name away; the namespace ends with its last process. Not there is fine.</summary>
    public static void Delete(string path)
    {
        Mounts.Unmount(path, detach: true);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>Connects to a TCP port of the address 127.0.0.1 inside a namespace; null when nobody listens there.</summary>
    /// <param name="path">The namespace, such as <c>/proc/PID/ns/net</c>.</param>
    /// <param name="port">The port.</param>
    public static NetworkStream? TryConnect(string path, int port)
    {
        NetworkStream? stream = null;
        Run(path, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                stream = new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                if (e.SocketErrorCode != SocketError.ConnectionRefused)
                {
                    throw;
                }
            }
        });
        return stream;
    }

    /// <summary>Runs <paramref name="work"/> inside a new namespace, whose loopback interface is up and all that it has.</summary>
    internal static void RunInNew(Action work) => OnThreadOfItsOwn(() =>
    {
        if (LibC.Unshare(LibC.CloneNewNet) < 0)
        {
            throw LinuxException.FromLastError("unshare", "network namespace");
        }

        LoopbackLink.SetUp();
        work();
    });

    /// <summary>Runs <paramref name="work"/> inside the namespace at a path, and returns when it has ended.</summary>
    internal static void Run(string path, Action work)
    {
        var number = LibC.Open(path, LibC.OCloExec, 0);
        using var target = number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("open", path);
        OnThreadOfItsOwn(() =>
        {
            if (LibC.SetNs(target, LibC.CloneNewNet) < 0)
            {
                throw LinuxException.FromLastError("setns", path);
            }

            work();
        });
    }

    private static void OnThreadOfItsOwn(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
