using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Inspection;
using Google.Protobuf;

namespace Gantry.Engine.Tests.Inspection;

public sealed class DescriptorReportsTests
{
    [Fact]
    public void A_TCP_connection_has_addresses_state_and_queues()
    {
        var images = With(new OpenFile
        {
            Inet = new InetSocket
            {
                Inode = 8,
                Family = 2,
                Type = 1,
                Protocol = 6,
                State = 1,
                LocalPort = 80,
                RemotePort = 40000,
                LocalAddress = { 0x0200590A },
                RemoteAddress = { 0x0100590A },
            },
        });
        images.Streams[8] = new TcpStream { ReceiveQueue = 10, SendQueue = 3 };

        var descriptor = new DescriptorReports(images).Of(1).Single();

        Assert.Equal("tcp", descriptor.Kind);
        Assert.Equal("10.89.0.2:80 to 10.89.0.1:40000 established", descriptor.Target);
        Assert.Equal((10ul, 3ul), (descriptor.Socket!.ReceiveQueue, descriptor.Socket.SendQueue));
    }

    [Fact]
    public void An_address_of_version_6_is_written_as_such()
    {
        var images = With(new OpenFile
        {
            Inet = new InetSocket { Protocol = 6, State = 10, LocalPort = 443, LocalAddress = { 0, 0, 0, 0x01000000 } },
        });

        Assert.Equal("[::1]:443 listen", new DescriptorReports(images).Of(1).Single().Target);
    }

    [Fact]
    public void An_abstract_name_of_a_Unix_socket_begins_with_an_at_sign()
    {
        var images = With(new OpenFile
        {
            Unix = new UnixSocket { Type = 1, State = 10, Name = ByteString.CopyFrom([0, (byte)'x']) },
        });

        Assert.Equal("@x listen", new DescriptorReports(images).Of(1).Single().Target);
    }

    [Fact]
    public void Every_kind_of_file_has_a_name_and_says_what_it_is()
    {
        (OpenFile File, string Kind, string Target)[] all =
        [
            (new() { EventCounter = new() { Counter = 4 } }, "eventfd", "counter 4"),
            (new() { EventPoll = new() { Files = { new PolledFile { Number = 3 }, new PolledFile { Number = 5 } } } }, "epoll", "watches descriptors 3, 5"),
            (new() { Signal = new() { Mask = 0b100 } }, "signalfd", "signals 3"),
            (new() { Timer = new() { ValueSeconds = 1, IntervalSeconds = 2 } }, "timerfd", "in 1.000000000 s, every 2.000000000 s"),
            (new() { Inotify = new() { Watches = { new Watch() } } }, "inotify", "1 watches"),
            (new() { Fanotify = new() }, "fanotify", "0 marks"),
            (new() { Netlink = new() { Protocol = 15 } }, "netlink", "protocol 15"),
            (new() { Packet = new() { Protocol = 8, Interface = 2 } }, "packet", "protocol 8, interface 2"),
            (new() { Tunnel = new() { Device = ByteString.CopyFromUtf8("tun0") } }, "tun", "tun0"),
            (new() { Ns = new() }, "namespace", ""),
            (new() { Type = 20, Id = 1 }, "pidfd", "file 1"),
            (new() { Type = 99, Id = 1 }, "type 99", "file 1"),
        ];

        Assert.All(all, one =>
        {
            var descriptor = new DescriptorReports(With(one.File)).Of(1).Single();

            Assert.Equal((one.Kind, one.Target), (descriptor.Kind, descriptor.Target));
        });
    }

    [Fact]
    public void A_file_that_was_deleted_while_open_says_so()
    {
        var images = With(new OpenFile { Regular = new RegularFile { Id = 1, Name = ByteString.CopyFromUtf8("/tmp/x"), Flags = 2 } });
        images.Remapped[1] = new RemappedFile { File = 1, Type = 1 };

        var descriptor = new DescriptorReports(images).Of(1).Single();

        Assert.Equal(("/tmp/x (deleted)", "rw"), (descriptor.Target, descriptor.Access));
    }

    [Fact]
    public void A_terminal_has_its_number_and_size_and_a_file_in_memory_its_name()
    {
        var terminal = With(new OpenFile { Terminal = new TerminalFile { Terminal = 7 } });
        terminal.Terminals[7] = new Terminal
        {
            Id = 7,
            Pseudo = new PseudoTerminal { Index = 2 },
            Window = new WindowSize { Rows = 24, Columns = 80 },
        };
        var memory = With(new OpenFile { Memory = new MemoryFile { Inode = 5 } });
        memory.MemoryInodes[5] = new MemoryInode { Name = ByteString.CopyFromUtf8("cache"), Size = 12 };

        Assert.Equal("/dev/pts/2, 80x24", new DescriptorReports(terminal).Of(1).Single().Target);
        Assert.Equal(("cache", 12ul), (new DescriptorReports(memory).Of(1).Single().Target, new DescriptorReports(memory).Of(1).Single().Bytes));
    }

    [Fact]
    public void A_descriptor_of_a_file_that_is_missing_is_told_by_its_type()
    {
        var images = new CriuImageSet();
        images.Descriptors[1] = [new OpenDescriptor { File = 9, Type = 2, Number = 1, Flags = 1 }];

        var descriptor = new DescriptorReports(images).Of(1).Single();

        Assert.Equal(("pipe", "file 9", true), (descriptor.Kind, descriptor.Target, descriptor.IsClosedOnExec));
    }

    private static CriuImageSet With(OpenFile file)
    {
        var images = new CriuImageSet();
        images.Files[1] = file;
        images.Descriptors[1] = [new OpenDescriptor { File = 1, Number = 0 }];
        return images;
    }
}
