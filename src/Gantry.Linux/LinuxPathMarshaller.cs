using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>Hands a string to libc as NUL-terminated bytes by the rule of <see cref="LinuxPath"/>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class LinuxPathMarshaller
{
    internal ref struct ManagedToUnmanagedIn
    {
        // Names are at most 255 bytes; most paths fit as well.
        public static int BufferSize => 512;

        private byte* _value;
        private bool _allocated;

        public void FromManaged(string? text, Span<byte> buffer)
        {
            if (text is null)
            {
                return;
            }

            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("A Linux path cannot hold a NUL character.", nameof(text));
            }

            var needed = LinuxPath.MaxByteCount(text) + 1;
            if (needed > buffer.Length)
            {
                _value = (byte*)NativeMemory.Alloc((nuint)needed);
                _allocated = true;
                buffer = new Span<byte>(_value, needed);
            }
            else
            {
                // The generated caller's buffer is on its stack, so its address stays.
                _value = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            }

            buffer[LinuxPath.GetBytes(text, buffer)] = 0;
        }

        public readonly byte* ToUnmanaged() => _value;

        public readonly void Free()
        {
            if (_allocated)
            {
                NativeMemory.Free(_value);
            }
        }
    }
}
