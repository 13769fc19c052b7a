using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// A system call failed. The message names the call, the object and the kernel's reason:
/// <c>openat2 '/a/b': No such file or directory (ENOENT)</c>.
/// </summary>
public sealed class LinuxException : IOException
{
    /// <summary>Creates the exception for a known error number.</summary>
    /// <param name="call">Name of the system call or libc function.</param>
    /// <param name="subject">What it was called on: a path, a process, a descriptor; may be empty.</param>
    /// <param name="errno">The error number.</param>
    /// <param name="detail">More from the kernel (a mount's own log lines), appended; null when there is none.</param>
    public LinuxException(string call, string subject, Errno errno, string? detail = null)
        : base(Describe(call, subject, errno, detail))
    {
        Call = call;
        Subject = subject;
        Errno = errno;
    }

    /// <summary>Name of the system call or libc function that failed.</summary>
    public string Call { get; }

    /// <summary>What the call was made on; empty when it has no object.</summary>
    public string Subject { get; }

    /// <summary>The kernel's reason.</summary>
    public Errno Errno { get; }

    /// <summary>Creates the exception from this thread's errno, to be used at once after the call.</summary>
    public static LinuxException FromLastError(string call, string subject) => new(call, subject, LastError);

    /// <summary>This thread's errno as the last call with SetLastError left it.</summary>
    internal static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    private static string Describe(string call, string subject, Errno errno, string? detail)
    {
        var name = Enum.IsDefined(errno) ? errno.ToString() : $"errno {(int)errno}";
        var reason = $"{Marshal.GetPInvokeErrorMessage((int)errno)} ({name})";
        var head = subject.Length == 0 ? call : $"{call} '{subject}'";
        return string.IsNullOrEmpty(detail) ? $"{head}: {reason}" : $"{head}: {reason}: {detail}";
    }
}
