using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gantry.Engine.Archive;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.CriuImages;
using Gantry.Engine.Migrations;
using Gantry.Engine.Model;
using Gantry.Templates;

namespace Gantry.Fuzz;

/// <summary>The parsers that read what others made, each with the errors that it may end with.</summary>
internal static class FuzzTargets
{
    // What an input of some KiB may become at most; a parser that makes more of it would fill a memory or a disk.
    private const long MostPlainBytes = 256L * 1024 * 1024;

    private static readonly X25519Identity s_identity = new(Seeds.PrivateKey);

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new SortedDictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["age"] = new(ReadAge, [Seeds.Encrypted]),
        ["archive"] = new(ReadArchive, Seeds.Archives),
        ["compression"] = new(Decompress, Seeds.Compressed),
        ["config.dump"] = new(input => ReadDefinition(input, Seeds.SpecDump), [Seeds.ConfigDump]),
        ["criu"] = new(ReadCriuImage, Seeds.CriuImages),
        ["frames"] = new(ReadFrames, Seeds.Frames),
        ["manifest"] = new(ReadManifest, [Seeds.Manifest]),
        ["network.status"] = new(Allowing<GantryException>(input => NetworkStatusFile.Parse(input)), [Seeds.NetworkStatus]),
        ["pax"] = new(Allowing<InvalidDataException>(ReadPax), Seeds.PaxRecords),
        ["spec.dump"] = new(input => ReadDefinition(Seeds.ConfigDump, input), [Seeds.SpecDump]),
        ["tar"] = new(ReadTar, Seeds.Tars),
        ["template"] = new(Allowing<TemplateException>(Render), Seeds.Templates),
    };

    private static Action<byte[]> Allowing<TError>(Action<byte[]> parse)
        where TError : Exception => input =>
        {
            try
            {
                parse(input);
            }
            catch (TError)
            {
                // Refused, as it may be.
            }
        };

    private static void ReadTar(byte[] input) => Allowing<GantryException>(bytes =>
    {
        Resign(bytes);
        var tar = new TarReader(new MemoryStream(bytes));
        while (Done(tar.ReadNextAsync(default)) is not null)
        {
            Consume(tar.Content);
        }

        Done(tar.DrainAsync(default));
    })(input);

    private static void ReadArchive(byte[] input) => Allowing<GantryException>(bytes =>
    {
        Resign(bytes);
        DoneAsync().GetAwaiter().GetResult();

        async Task DoneAsync()
        {
            await using var archive = new CheckpointArchiveReader(new MemoryStream(bytes), "input");
            await foreach (var entry in archive.ReadEntriesAsync(default))
            {
                Consume(entry.Content);
            }
        }
    })(input);

    // A mutation breaks the sum of its header, and nothing behind that would be reached.
    private static void Resign(byte[] tar)
    {
        for (var at = 0; at + TarFormat.BlockSize <= tar.Length; at += TarFormat.BlockSize)
        {
            var block = tar.AsSpan(at, TarFormat.BlockSize);
            if (block[TarFormat.MagicOffset..].StartsWith("ustar"u8))
            {
                TarNumber.FormatOctal(TarFormat.Sums(block).Unsigned, block[TarFormat.Checksum]);
            }
        }
    }

    private static void ReadPax(byte[] input)
    {
        var header = new PaxHeader();
        header.Read(input);
        if (header.Sparse is { HasMapInContent: false } sparse)
        {
            sparse.ToMap(null);
        }
    }

    private static void Decompress(byte[] input)
    {
        try
        {
            using var plain = Done(ArchiveStreams.DecompressAsync(new MemoryStream(input), null, default));
            Consume(plain);
        }
        catch (Exception e) when (e is GantryException or InvalidDataException)
        {
            // Refused, as it may be.
        }
    }

    private static void ReadAge(byte[] input) => Allowing<GantryException>(bytes =>
    {
        using var plain = new AgeDecryptStream(new MemoryStream(bytes), "input", [s_identity]);
        Consume(plain);
    })(input);

    private static void ReadDefinition(byte[] config, byte[] spec) => Allowing<GantryException>(
        _ => PrivilegeFinder.Find(DefinitionReader.Read("input", config, spec)))([]);

    // What is fuzzed is the text; its digest comes with it, or nothing behind that would be reached.
    private static void ReadManifest(byte[] input)
    {
        try
        {
            ManifestFile.Parse([.. input, .. Encoding.ASCII.GetBytes($",\"digest\":\"{Convert.ToHexStringLower(SHA256.HashData(input))}\"}}")]);
        }
        catch (Exception e) when (e is GantryException or InvalidDataException)
        {
            // Refused, as it may be.
        }
    }

    // The first byte says which file it is.
    private static void ReadCriuImage(byte[] input) => Allowing<GantryException>(bytes =>
    {
        if (bytes.Length == 0)
        {
            return;
        }

        var collector = new CriuImageCollector();
        var name = Seeds.CriuNames[bytes[0] % Seeds.CriuNames.Count];
        collector.ReadAsync(name, new MemoryStream(bytes, 1, bytes.Length - 1), default).GetAwaiter().GetResult();
    })(input);

    private static void ReadFrames(byte[] input)
    {
        try
        {
            var link = new MigrationLink(new MemoryStream(input), Stream.Null);
            while (link.ReceiveAsync(default).GetAwaiter().GetResult() is { } message)
            {
                if (message is MigrationMessage.Offer offer)
                {
                    using var definition = link.OpenRead(offer.Definition);
                    Consume(definition);
                }
            }
        }
        catch (Exception e) when (e is GantryException or IOException)
        {
            // Refused, as it may be.
        }
    }

    private static void Render(byte[] input) =>
        GoTemplate.Parse(Encoding.UTF8.GetString(input)).Render(JsonNode.Parse(Seeds.NetworkStatus));

    private static void Consume(Stream stream)
    {
        var buffer = new byte[32 * 1024];
        for (long total = 0; stream.Read(buffer) is > 0 and var count && total < MostPlainBytes; total += count)
        {
        }
    }

    private static T Done<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static void Done(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
