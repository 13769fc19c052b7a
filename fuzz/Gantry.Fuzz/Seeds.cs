using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;
using Gantry.CriuImages;
using Gantry.Engine.Archive;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Migrations;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Linux;
using Google.Protobuf;

namespace Gantry.Fuzz;

/// <summary>Inputs to begin with: small ones, since most mutations of a large one change nothing that matters.</summary>
internal static class Seeds
{
    private const string Id = "5f0c000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Of nobody.</summary>
    public static byte[] PrivateKey { get; } = new byte[32];

    public static byte[] ConfigDump { get; } = Encoding.UTF8.GetBytes(
        $$"""
        {"id":"{{Id}}","name":"web","rootfsImageName":"x","rootfsImageID":"{{Id}}","runtime":"runc","shmSize":65536000,
        "namedVolumes":[{"volumeName":"data","dest":"/data","options":["rw"]}],"createNetNS":true,"privileged":false,
        "newNetworks":{"podman":{"static_ips":["10.88.0.2"],"static_mac":"02:00:00:00:00:01","interface_name":"eth0"}
        },
        "newPortMappings":[{"host_ip":"","container_port":80,"host_port":8080,"range":1,"protocol":"tcp"}],
        "healthcheck":{"Test":["CMD","true"],"Interval":30000000000},"stopSignal":15,"labels":{"a":"b"},"command":["sh"]}
        """);

    public static byte[] SpecDump { get; } =
        """
        {"ociVersion":"1.2.0","process":{"args":["sh"],"env":["A=b"],"cwd":"/","user":{"uid":0,"gid":0},"rlimits":[{"type":
        "RLIMIT_NOFILE","hard":1024,"soft":1024}],"capabilities":{"bounding":["CAP_SYS_ADMIN"]}},"root":{"path":"rootfs"},
        "mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["nosuid"]},{"destination":"/d","type":"bind",
        "source":"/etc","options":["rbind"]}],"annotations":{"run.oci.handler":"x"},"hooks":{"prestart":[{"path":"/bin/sh"}]},
        "linux":{"namespaces":[{"type":"pid"},{"type":"network","path":"/proc/1/ns/net"}],"sysctl":{"kernel.shmmax":"1"},
        "devices":[{"path":"/dev/kvm","type":"c","major":10,"minor":232}],"resources":{"devices":[{"allow":true,"access":"rwm"}],
        "memory":{"limit":1},"cpu":{"shares":2},"pids":{"limit":3}},"seccomp":{"defaultAction":"SCMP_ACT_ERRNO","syscalls":
        [{"names":["read"],"action":"SCMP_ACT_NOTIFY"}]},"maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"]}}
        """u8.ToArray();

    public static byte[] NetworkStatus { get; } =
        """
        {"podman":{"dns_server_ips":["10.88.0.1"],"interfaces":{"eth0":{"mac_address":"02:00:00:00:00:01","subnets":
        [{"ipnet":"10.88.0.2/16","gateway":"10.88.0.1"}]}}}}
        """u8.ToArray();

    /// <summary>Without its last member, the digest.</summary>
    public static byte[] Manifest { get; } = Encoding.UTF8.GetBytes(
        $$"""
        {"version":1,"engine":"gantry 0.1.0","created":"2026-01-01T00:00:00+00:00","container":{"id":"{{Id}}","name":"web"},
        "entries":[{"name":"config.dump","type":"file","length":1,"sha256":"{{Id}}"}],"volumes":[{"name":"data",
        "driver":"local","options":{},"labels":{"a":"b"},"created":"2026-01-01T00:00:00+00:00"}]
        """);

    public static IReadOnlyList<byte[]> PaxRecords { get; } =
    [
        "9 path=a\n13 linkpath=b\n9 size=1\n20 mtime=1700000000.5\n8 uid=1\n"u8.ToArray(),
        "22 GNU.sparse.major=0\n22 GNU.sparse.minor=1\n19 GNU.sparse.map=0,1\n25 GNU.sparse.realsize=9\n"u8.ToArray(),
        "27 SCHILY.xattr.user.name=x\n"u8.ToArray(),
    ];

    public static IReadOnlyList<byte[]> Templates { get; } =
    [
        "{{range $k, $v := .}}{{$k}} {{with $v.interfaces}}{{json .}}{{else}}-{{end}}{{end}}"u8.ToArray(),
        "{{define \"a\"}}{{len .}}{{end}}{{template \"a\" .}}{{if and true (eq 1 1)}}{{printf \"%-5q|%x|%v\" \"a\" 1 .}}{{end}}"u8.ToArray(),
        "{{- /* c */ -}}{{index .podman \"dns_server_ips\" 0 | upper | truncate 3}}{{join (split \"a,b\" \",\") \"-\"}}"u8.ToArray(),
    ];

    public static IReadOnlyList<byte[]> Tars { get; } =
        [Tar(TarEntryFormat.Pax), Tar(TarEntryFormat.Gnu), Tar(TarEntryFormat.V7), SparseTar("0", "1"), SparseTar("1", "0")];

    public static IReadOnlyList<byte[]> Compressed { get; } =
        [.. new[] { "zstd", "gzip", "lz4" }.Select(format => Compress(Tars[2], ArchiveCompression.Parse(format)))];

    public static IReadOnlyList<byte[]> Archives { get; } = [Tars[2], .. Compressed];

    /// <summary>One file of each kind; the first byte of an input is a place in this list.</summary>
    public static IReadOnlyList<string> CriuNames { get; } =
    [
        "inventory.img", "pstree.img", "core-1.img", "ids-1.img", "mm-1.img", "pagemap-1.img", "pagemap-shmem-1.img", "fs-1.img",
        "fdinfo-2.img", "files.img", "tcp-stream-a.img", "sk-queues.img", "pipes-data.img", "tty-info.img", "memfd.img",
        "remap-fpath.img", "mountpoints-12.img", "utsns-11.img", "cgroup.img", "filelocks.img", "stats-dump",
    ];

    public static IReadOnlyList<byte[]> CriuImages { get; } =
    [
        .. CriuNames.Select((_, kind) => CriuImage(kind, [])),
        CriuImage(1, new TreeItem { Pid = 1, Threads = { 1 } }.ToByteArray()),
        CriuImage(5, new PagemapHead { Pages = 1 }.ToByteArray(), new PageRun { Address = 4096, Count = 2, Flags = 4 }.ToByteArray()),
    ];

    public static IReadOnlyList<byte[]> Frames { get; } =
    [
        Frame(FrameType.Message, 0, """{"type":"offer","Protocol":1,"Engine":"x","Migration":"m","Host":"h"}"""),
        [
            .. Frame(FrameType.Message, 0, """{"type":"resolve","Protocol":1,"Migration":"m","Runs":true}"""),
            .. Frame(FrameType.Message, 0, """{"type":"failed","Code":1,"Message":"m"}"""),
        ],
    ];

    public static byte[] Encrypted { get; } = Encrypt("plain"u8.ToArray());

    private static byte[] Tar(TarEntryFormat format)
    {
        using var tar = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(tar, format, leaveOpen: true))
        {
            foreach (var name in new[] { "config.dump", format == TarEntryFormat.V7 ? "f" : new string('n', 120) })
            {
                System.Formats.Tar.TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name),
                    _ => new V7TarEntry(System.Formats.Tar.TarEntryType.V7RegularFile, name),
                };
                entry.DataStream = new MemoryStream([1, 2, 3]);
                writer.WriteEntry(entry);
            }
        }

        return tar.ToArray();
    }

    private static byte[] SparseTar(string major, string minor)
    {
        using var tar = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            var records = new Dictionary<string, string>
            {
                ["GNU.sparse.major"] = major,
                ["GNU.sparse.minor"] = minor,
                ["GNU.sparse.name"] = "f",
                ["GNU.sparse.realsize"] = "8192",
                ["GNU.sparse.map"] = "4096,3",
            };
            var map = Encoding.ASCII.GetBytes("1\n4096\n3\n");
            writer.WriteEntry(new PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "s", records)
            {
                DataStream = new MemoryStream(major == "0" ? [1, 2, 3] : [.. map, .. new byte[TarFormat.BlockSize - map.Length], 1, 2, 3]),
            });
        }

        return tar.ToArray();
    }

    private static byte[] Compress(byte[] plain, ArchiveCompression compression)
    {
        using var file = new MemoryStream();
        using (var layer = ArchiveStreams.Compress(file, compression))
        {
            layer.Write(plain);
        }

        return file.ToArray();
    }

    private static byte[] Encrypt(byte[] plain)
    {
        using var file = new MemoryStream();
        WriteAsync().GetAwaiter().GetResult();
        return file.ToArray();

        async Task WriteAsync()
        {
            await using var layer = new AgeEncryptStream(file, [new X25519Recipient(X25519.PublicKeyOf(PrivateKey))]);
            await layer.WriteAsync(plain);
            await layer.CompleteAsync(default);
        }
    }

    private static byte[] CriuImage(int kind, params byte[][] messages)
    {
        List<byte> image = [(byte)kind, .. new byte[] { 0x19, 0x43, 0x56, 0x54 }, .. new byte[4]];
        foreach (var message in messages)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
            image.AddRange([.. length, .. message]);
        }

        return [.. image];
    }

    private static byte[] Frame(FrameType type, uint stream, string payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(type, stream, payload.Length).Write(frame);
        Encoding.ASCII.GetBytes(payload).CopyTo(frame, FrameHeader.Size);
        return frame;
    }
}
