using Gantry.Engine.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class UndumpableDescriptorsTests
{
    [Theory]
    [InlineData("anon_inode:[io_uring]", "an io_uring")]
    [InlineData("/secretmem (deleted)", "memory of memfd_secret")]
    [InlineData("anon_inode:bpf-map", "a BPF object")]
    [InlineData("anon_inode:kvm-vm", "a virtual machine")]
    [InlineData("/dev/snd/pcmC0D0p", "the device /dev/snd/pcmC0D0p")]
    public void What_CRIU_cannot_dump_is_named(string target, string name) =>
        Assert.Equal(name, UndumpableDescriptors.Complain(target)?.Name);

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/pts/0")]
    [InlineData("/dev/shm/segment")]
    [InlineData("/memfd:buffer (deleted)")]
    [InlineData("anon_inode:[eventpoll]")]
    [InlineData("anon_inode:[eventfd]")]
    [InlineData("socket:[4711]")]
    [InlineData("/data/file")]
    public void What_CRIU_dumps_is_not(string target) => Assert.Null(UndumpableDescriptors.Complain(target));
}
