using System.Text;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Archive.Encryption;

/// <summary>Encrypted archives, against the program age and against those who alter them.</summary>
public sealed class AgeTests
{
    private const int Chunk = AgeChunks.PlainBytes;
    private const int Stretch = 8 * Chunk;

    // A program without a terminal cannot ask for a passphrase, so it is given one.
    private const string Script = "/usr/bin/script";

    private static readonly byte[] s_passphrase = "correct horse"u8.ToArray();

    public static TheoryData<int> Sizes =>
        [0, 1, Chunk - 1, Chunk, Chunk + 1, (2 * Chunk) - 1, Stretch - 1, Stretch, Stretch + 1, Stretch + Chunk, (3 * Stretch) + 5];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_is_encrypted_opens_for_its_recipient_and_with_age(int size)
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);
        var content = Content(size);

        var file = await EncryptAsync(content, recipient);
        await File.WriteAllBytesAsync(folder.At("f.age"), file);
        await folder.RunAsync("/bin/sh", "-c", "age -d -i key f.age > f");

        Assert.Equal(content, await File.ReadAllBytesAsync(folder.At("f")));
        Assert.Equal(content, await DecryptAsync(file, identity));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_age_encrypts_opens(int size)
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);
        await File.WriteAllBytesAsync(folder.At("f"), Content(size));

        await folder.RunAsync("/usr/bin/age", "-r", recipient.ToString(), "-o", "f.age", "f");

        Assert.Equal(Content(size), await DecryptAsync(await File.ReadAllBytesAsync(folder.At("f.age")), identity));
    }

    [Fact]
    public async Task A_passphrase_works_both_ways_with_age()
    {
        using var folder = new TemporaryFolder();
        var ours = Content(Chunk + 7);
        var theirs = Content(Stretch + 9);
        await File.WriteAllBytesAsync(folder.At("ours.age"), await EncryptAsync(ours, new Passphrase(s_passphrase)));
        await File.WriteAllBytesAsync(folder.At("theirs"), theirs);

        await AgeWithPassphraseAsync(folder, "-d -o ours ours.age");
        await AgeWithPassphraseAsync(folder, "-p -o theirs.age theirs");

        Assert.Equal(ours, await File.ReadAllBytesAsync(folder.At("ours")));
        var file = await File.ReadAllBytesAsync(folder.At("theirs.age"));
        Assert.Equal(theirs, await DecryptAsync(file, new Passphrase(s_passphrase)));
        await RefusedAsync(file, "the passphrase is wrong", new Passphrase("wrong"u8.ToArray()));
    }

    [Fact]
    public async Task Each_of_several_recipients_opens_it_and_nobody_else()
    {
        using var folder = new TemporaryFolder();
        var (one, first) = await NewKeyAsync(folder);
        var (two, second) = await NewKeyAsync(folder);
        var (other, _) = await NewKeyAsync(folder);

        var file = await EncryptAsync(Content(10), first, second);

        Assert.Equal(Content(10), await DecryptAsync(file, one));
        Assert.Equal(Content(10), await DecryptAsync(file, other, two));
        await RefusedAsync(file, "for none of the identities", other);
        await RefusedAsync(file, "give --identity", new Passphrase(s_passphrase));
    }

    [Fact]
    public async Task A_passphrase_stands_alone()
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);

        var file = await EncryptAsync(Content(10), new Passphrase(s_passphrase, 10), recipient);

        await RefusedAsync(file, "which is not allowed", identity);
    }

    [Fact]
    public async Task A_passphrase_that_would_take_too_much_memory_is_refused_before_it_is_tried()
    {
        var file = await EncryptAsync(Content(10), new Passphrase(s_passphrase, 10));
        var text = Encoding.Latin1.GetString(file);
        var line = text.Split('\n')[1];
        var costly = Encoding.Latin1.GetBytes(text.Replace(line, line[..^2] + "30", StringComparison.Ordinal));

        await RefusedAsync(costly, "at most 2^20 are accepted", new Passphrase(s_passphrase));
    }

    [Fact]
    public async Task Every_altered_byte_is_found_before_anything_after_it_is_handed_out()
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);
        var content = Content(Stretch + 100);
        var file = await EncryptAsync(content, recipient);
        int[] places = [.. Enumerable.Range(0, file.Length - Stretch - 400), (2 * Chunk) + 300, file.Length - 50, file.Length - 1];

        foreach (var place in places.Where(place => place < 2000 || place > Chunk))
        {
            var altered = (byte[])file.Clone();
            altered[place] ^= 1;
            var seen = await RefusedAsync(altered, "Cannot decrypt checkpoint archive \"f\"", identity);
            Assert.Equal(content[..seen.Length], seen);
            Assert.True(seen.Length <= Math.Max(0, place - 200), $"byte {place} was altered and {seen.Length} were handed out");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(Chunk)]
    [InlineData(Stretch)]
    [InlineData(Stretch + 10)]
    public async Task A_file_that_is_cut_short_anywhere_or_goes_on_is_refused(int size)
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);
        var file = await EncryptAsync(Content(size), recipient);
        var sealedChunk = AgeChunks.SealedBytes;
        int[] lengths = [1, 22, 100, 150, file.Length - 1, file.Length - 16, file.Length - 17, file.Length - (size % Chunk) - 16,
            file.Length - sealedChunk, file.Length - sealedChunk - 10 - 16];

        foreach (var length in lengths.Where(length => length > 0 && length < file.Length))
        {
            await RefusedAsync(file[..length], "cut short", identity);
        }

        await RefusedAsync([.. file, 0], "altered, damaged", identity);
        await RefusedAsync([.. file, .. file], "altered, damaged", identity);
    }

    [Fact]
    public async Task Chunks_that_changed_places_are_refused()
    {
        using var folder = new TemporaryFolder();
        var (identity, recipient) = await NewKeyAsync(folder);
        var file = await EncryptAsync(Content(3 * Chunk), recipient);
        var start = file.Length - (3 * AgeChunks.SealedBytes);
        var swapped = (byte[])file.Clone();
        file.AsSpan(start, AgeChunks.SealedBytes).CopyTo(swapped.AsSpan(start + AgeChunks.SealedBytes));
        file.AsSpan(start + AgeChunks.SealedBytes, AgeChunks.SealedBytes).CopyTo(swapped.AsSpan(start));

        Assert.Empty(await RefusedAsync(swapped, "altered, damaged", identity));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("age-encryption.org/v2\n-> X25519 a\n")]
    [InlineData("age-encryption.org/v1\n--- \n")]
    [InlineData("age-encryption.org/v1\n-> X25519\n\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\n->  X25519 AAAA\n\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\n-> X25519 AAAB=\nAAAA\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\n-> X25519 AAAA\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\r\n-> X25519 AAAA\n\n--- AAAA\n")]
    [InlineData("age-encryption.org/v1\n-> \u0001 AAAA\n\n--- AAAA\n")]
    public async Task A_malformed_header_is_refused(string header)
    {
        using var folder = new TemporaryFolder();
        var (identity, _) = await NewKeyAsync(folder);

        await RefusedAsync(Encoding.Latin1.GetBytes(header), "Cannot decrypt checkpoint archive \"f\"", identity);
    }

    [Fact]
    public async Task A_header_without_an_end_is_read_no_further_than_its_limit()
    {
        using var folder = new TemporaryFolder();
        var (identity, _) = await NewKeyAsync(folder);
        byte[] endless = [.. "age-encryption.org/v1\n"u8, .. Enumerable.Repeat((byte)'-', 4 * AgeHeader.MostBytes)];

        await RefusedAsync(endless, "its header has more than", identity);
    }

    [Theory]
    [InlineData("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", true)]
    [InlineData("AGE1QL3Z7HJY54PW3HYWW5AYYFG7ZQGVC7W3J2ELW8ZMRJ2KG5SFN9AQMCAC8P", true)]
    [InlineData("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q", false)]
    [InlineData("Age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", false)]
    [InlineData("age1", false)]
    [InlineData("", false)]
    public void A_recipient_that_was_mistyped_is_none(string text, bool isOne) =>
        Assert.Equal(isOne ? text.ToLowerInvariant() : null, X25519Recipient.Parse(text)?.ToString());

    [Fact]
    public async Task What_fails_to_be_written_fails_the_writer()
    {
        using var folder = new TemporaryFolder();
        var (_, recipient) = await NewKeyAsync(folder);
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using var stream = new AgeEncryptStream(full, [recipient]);
            await stream.WriteAsync(Content(2 * Stretch));
            await stream.CompleteAsync(default);
        });
    }

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    private static async Task<(X25519Identity Identity, X25519Recipient Recipient)> NewKeyAsync(TemporaryFolder folder)
    {
        File.Delete(folder.At("key"));
        await folder.RunAsync("/bin/sh", "-c", "age-keygen -o key 2>/dev/null");
        var recipient = (await folder.RunAsync("/usr/bin/age-keygen", "-y", "key")).Trim();
        var identity = (await File.ReadAllLinesAsync(folder.At("key"))).Single(line => !line.StartsWith('#'));
        return (X25519Identity.Parse(identity)!, X25519Recipient.Parse(recipient)!);
    }

    private static Task<string> AgeWithPassphraseAsync(TemporaryFolder folder, string arguments) => folder.RunAsync(
        "/bin/sh", "-c",
        $"for i in 1 2; do sleep 1; echo '{Encoding.ASCII.GetString(s_passphrase)}'; done | {Script} -qec 'age {arguments}' /dev/null");

    private static async Task<byte[]> EncryptAsync(byte[] content, params IAgeRecipient[] recipients)
    {
        using var file = new MemoryStream();
        await using var stream = new AgeEncryptStream(file, recipients);
        await stream.WriteAsync(content);
        await stream.CompleteAsync(default);
        return file.ToArray();
    }

    private static async Task<byte[]> DecryptAsync(byte[] file, params IAgeIdentity[] identities)
    {
        await using var stream = new AgeDecryptStream(new PipeLikeStream(file), "f", identities);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    // What was handed out before.
    private static async Task<byte[]> RefusedAsync(byte[] file, string words, params IAgeIdentity[] identities)
    {
        await using var stream = new AgeDecryptStream(new PipeLikeStream(file), "f", identities);
        using var content = new MemoryStream();
        var refusal = await Assert.ThrowsAsync<GantryException>(() => stream.CopyToAsync(content));
        Assert.Equal(ErrorCode.Invalid, refusal.Code);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        return content.ToArray();
    }
}
