using Gantry.Engine.Storage.Trees;
using Gantry.Linux;
using Xunit.Abstractions;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>A tree that is sent by rounds while it changes is the same at the other end after the last.</summary>
public sealed class SentTreeTests(ITestOutputHelper output)
{
    private const int Rounds = 6;

    // Everything counts as settled: only what is seen of a file can tell that it changed.
    private static readonly TreeRound s_later = new() { Now = DateTimeOffset.FromUnixTimeSeconds(4_000_000_000) };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(101, 12)];

    [RootTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_random_tree_is_the_same_after_rounds_of_random_changes(int seed)
    {
        using var folder = new TreeFolder();
        var (source, target) = (folder.Make("source"), folder.Make("target"));
        RandomTree.Fill(source, seed);
        var changes = new RandomChanges(source, seed);
        var sent = new SentTree();

        for (var round = 1; round <= Rounds; round++)
        {
            var bytes = await SendAsync(sent, source, target);

            output.WriteLine($"seed {seed}, round {round}: {bytes} bytes");
            RequireSame(TreeSnapshot.Of(source), TreeSnapshot.Of(target), seed, round);
            changes.Make(1 + (20 / round));
        }
    }

    [RootTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_random_root_file_system_is_the_same_after_rounds_of_random_changes(int seed)
    {
        using var folder = new TreeFolder();
        var lower = folder.Make("lower");
        RandomTree.Fill(lower, seed);
        using var sourceFolder = new TreeFolder();
        using var targetFolder = new TreeFolder();
        var (source, target) = (sourceFolder.MountOverlay([lower]), targetFolder.MountOverlay([lower]));
        var changes = new RandomChanges(source, seed);
        var sent = new SentTree();

        for (var round = 1; round <= Rounds; round++)
        {
            changes.Make(1 + (20 / round));
            var upper = Path.Join(sourceFolder.Path, "upper");
            var diff = OverlayDiff.Compute(upper, [lower], new HashSet<string>(), CancellationToken.None);
            var options = new TreeArchiveOptions
            {
                Naming = TreeNaming.Bare,
                Paths = [.. diff.Where(c => c.Kind != FileChangeKind.Deleted).Select(c => c.Path)],
            };
            string[] deleted = [.. diff.Where(c => c.Kind == FileChangeKind.Deleted).Select(c => c.Path)];

            await SendAsync(sent, upper, target, options, s_later with { Deleted = deleted });

            RequireSame(Lines(source), Lines(target), seed, round);
            DeletedFiles.Apply(target, deleted);
            RequireSame(Lines(source), Lines(target), seed, round);
        }
    }

    [RootFact]
    public async Task Of_a_large_file_only_the_blocks_that_changed_are_sent()
    {
        using var folder = new TreeFolder();
        var (source, target) = (folder.Make("source"), folder.Make("target"));
        WriteLarge(source, 32 * 1024 * 1024);
        var sent = new SentTree();
        var first = await SendAsync(sent, source, target);
        using (var file = DirectoryDescriptor.Open(source).OpenFile("large", OpenMode.Write))
        {
            file.WriteAt(TreeFolder.Bytes("changed"), 5_000_000);
            SparseFile.PunchHole(file, 8 * 1024 * 1024, 1024 * 1024);
        }

        var second = await SendAsync(sent, source, target);

        Assert.InRange(first, 32 * 1024 * 1024, 33 * 1024 * 1024);
        Assert.InRange(second, FileBlocks.BlockSize, FileBlocks.BlockSize + 8192);
        RequireSame(TreeSnapshot.Of(source), TreeSnapshot.Of(target), seed: 0, round: 2);
    }

    [RootFact]
    public async Task Nothing_is_sent_of_a_tree_that_did_not_change()
    {
        using var folder = new TreeFolder();
        var (source, target) = (folder.Make("source"), folder.Make("target"));
        RandomTree.Fill(source, 1);
        var sent = new SentTree();
        await SendAsync(sent, source, target);

        var plan = sent.PlanChanges(source, new TreeArchiveOptions(), s_later, CancellationToken.None);

        Assert.Equal(0, plan.Entries);
    }

    [RootFact]
    public async Task What_may_have_changed_unseen_is_looked_at()
    {
        using var folder = new TreeFolder();
        var (source, target) = (folder.Make("source"), folder.Make("target"));
        WriteLarge(source, 2 * 1024 * 1024);
        var sent = new SentTree();
        await SendAsync(sent, source, target);

        var recent = sent.PlanChanges(
            source, new TreeArchiveOptions(), s_later with { MayChangeUnseen = (name, _) => name == "large" }, CancellationToken.None);
        await recent.WriteAsync(Stream.Null, null, CancellationToken.None);
        var again = sent.PlanChanges(source, new TreeArchiveOptions(), s_later, CancellationToken.None);

        Assert.Equal(2, recent.Entries);
        Assert.Equal(0, recent.DataBytes);
        Assert.Equal(2, again.Entries);
    }

    [RootFact]
    public async Task A_tar_of_changes_is_refused_where_none_is_expected()
    {
        using var folder = new TreeFolder();
        var (source, target) = (folder.Make("source"), folder.Make("target"));
        folder.Write("source/gone", "x");
        var sent = new SentTree();
        await SendAsync(sent, source, target);
        File.Delete(Path.Join(source, "gone"));
        var plan = sent.PlanChanges(source, new TreeArchiveOptions(), s_later, CancellationToken.None);
        var tar = new MemoryStream();
        await plan.WriteAsync(tar, null, CancellationToken.None);
        tar.Position = 0;

        var refused = await Assert.ThrowsAsync<Gantry.Engine.Model.GantryException>(() => TreeFolder.ExtractAsync(tar, target));

        Assert.Contains("has to stand for itself", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(target, "gone")));
    }

    private static void WriteLarge(string source, int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        File.WriteAllBytes(Path.Join(source, "large"), content);
    }

    /// <summary>One round; returns the length of its tar.</summary>
    private static async Task<long> SendAsync(
        SentTree sent, string source, string target, TreeArchiveOptions? options = null, TreeRound? round = null)
    {
        var plan = sent.PlanChanges(source, options ?? new TreeArchiveOptions(), round ?? s_later, CancellationToken.None);
        var tar = new MemoryStream();
        await plan.WriteAsync(tar, null, CancellationToken.None);
        Assert.Equal(plan.TarLengthBytes, tar.Length);
        tar.Position = 0;
        var extraction = new ExtractionOptions { Target = ExtractionTarget.RootfsDiff, TakesChanges = true };
        await TreeExtractor.ExtractAsync(tar, target, extraction, CancellationToken.None);
        return tar.Length;
    }

    // The root itself does not travel with a diff.
    private static List<string> Lines(string root) => [.. TreeSnapshot.Of(root).Where(line => line[0] == '/')];

    private static void RequireSame(List<string> source, List<string> target, int seed, int round)
    {
        var missing = source.Except(target).Take(5);
        var extra = target.Except(source).Take(5);
        Assert.True(
            source.SequenceEqual(target),
            $"seed {seed}, round {round}\nsource only:\n{string.Join('\n', missing)}\ntarget only:\n{string.Join('\n', extra)}");
    }
}
