namespace Gantry.Engine.Inspection;

/// <summary>What CRIU found an area to be (criu/include/image.h).</summary>
[Flags]
internal enum AreaStatus : uint
{
    VirtualSystemCalls = 1 << 2,
    VirtualDso = 1 << 3,
    Heap = 1 << 5,
    PrivateFile = 1 << 6,
    SharedFile = 1 << 7,
    AnonymousShared = 1 << 8,
    SystemVSharedMemory = 1 << 10,
    VirtualVariables = 1 << 12,
}
