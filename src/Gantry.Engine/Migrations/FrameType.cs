namespace Gantry.Engine.Migrations;

/// <summary>What a frame of the migration protocol holds; the value is its first byte on the wire.</summary>
internal enum FrameType : byte
{
    /// <summary>A <see cref="MigrationMessage"/>, JSON.</summary>
    Message = 1,

    /// <summary>Bytes of a data stream.</summary>
    Data = 2,

    /// <summary>The end of a data stream: its length, 8 bytes little-endian, and its SHA-256.</summary>
    End = 3,
}
