using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A NULL-terminated array of C strings (argv, envp), freed on dispose.</summary>
internal sealed unsafe class NativeStringArray : IDisposable
{
    private readonly int _count;
    private byte** _strings;

    internal NativeStringArray(IReadOnlyList<string> strings)
    {
        _count = strings.Count;
        _strings = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            _strings[i] = Copy(strings[i]);
        }
    }

    internal byte** Pointer => _strings;

    public void Dispose()
    {
        if (_strings is null)
        {
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            NativeMemory.Free(_strings[i]);
        }

        NativeMemory.Free(_strings);
        _strings = null;
    }

    private static byte* Copy(string text)
    {
        var bytes = LinuxPath.ToBytes(text);
        if (bytes.AsSpan().Contains((byte)0))
        {
            throw new ArgumentException("An argument or environment variable cannot hold a NUL character.");
        }

        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        copy[bytes.Length] = 0;
        return copy;
    }
}
