using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>Diffs of real overlay mounts, and the whole way of a root file system from one host to the next.</summary>
public sealed class OverlayDiffTests
{
    [RootFact]
    public void Added_changed_and_deleted_files_are_found()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        folder.Write("merged/etc/changed", "new content");
        folder.Write("merged/new/inner", "1");
        File.Delete(Path.Join(merged, "etc/deleted"));
        Directory.Delete(Path.Join(merged, "opt/whole"), true);
        folder.Write("merged/srv/existing", "same folder, other content");

        Assert.Equal(
            [
                "C /etc", "C /etc/changed", "D /etc/deleted", "A /new", "A /new/inner", "C /opt", "D /opt/whole",
                "C /srv/existing",
            ],
            Diff(folder));
    }

    [RootFact]
    public void Nothing_changed_is_an_empty_diff()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        File.WriteAllText(Path.Join(merged, "tmp-file"), "");
        File.Delete(Path.Join(merged, "tmp-file"));

        Assert.Empty(Diff(folder));
    }

    [RootFact]
    public void A_replaced_folder_reports_what_it_hides_by_name()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        Directory.Delete(Path.Join(merged, "opt"), true);
        folder.Write("merged/opt/whole/b", "stays by name");
        folder.Write("merged/opt/fresh", "1");

        Assert.Equal(
            ["C /opt", "A /opt/fresh", "C /opt/whole", "D /opt/whole/a", "C /opt/whole/b"], Diff(folder));
    }

    [RootFact]
    public void Files_and_folders_that_take_each_others_place_are_changes()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        Directory.Delete(Path.Join(merged, "opt"), true);
        File.WriteAllText(Path.Join(merged, "opt"), "a file now");
        File.Delete(Path.Join(merged, "srv/existing"));
        folder.Write("merged/srv/existing/inner", "a folder now");

        Assert.Equal(["C /opt", "C /srv", "C /srv/existing", "A /srv/existing/inner"], Diff(folder));
    }

    [RootFact]
    public void The_mode_of_a_folder_is_a_change()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        using (var opt = DirectoryDescriptor.Open(Path.Join(merged, "opt")))
        {
            opt.SetMode("whole", 0x1C0);
        }

        Assert.Equal(["C /opt/whole"], Diff(folder));
    }

    [RootFact]
    public void What_an_upper_layer_of_the_image_deleted_is_new_again()
    {
        using var folder = Lower();
        folder.Write("lower0/etc/kept", "1");
        using (var etc = DirectoryDescriptor.Open(folder.Make("lower0/etc")))
        {
            etc.MakeNode("deleted", FileKind.CharDevice, 0, 0);
        }

        var merged = folder.MountOverlay([folder.Make("lower0"), folder.Make("lower1")]);
        File.WriteAllText(Path.Join(merged, "etc/deleted"), "again");

        Assert.Equal(["C /etc", "A /etc/deleted"], Diff(folder, "lower0", "lower1"));
    }

    [RootFact]
    public void Podmans_list_leaves_out_paths_but_not_what_is_beneath()
    {
        using var folder = Lower();
        folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        folder.Write("merged/run/app/pid", "1");
        folder.Write("merged/run/.containerenv", "1");
        folder.Write("merged/etc/hosts", "1");

        Assert.Equal(["C /etc", "A /run/app", "A /run/app/pid"], Diff(folder));
    }

    [RootFact]
    public void A_renamed_folder_of_redirect_dir_is_refused()
    {
        using var folder = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")], "redirect_dir=on");
        Directory.Move(Path.Join(merged, "opt"), Path.Join(merged, "moved"));

        var error = Assert.Throws<GantryException>(() => Diff(folder));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
    }

    [RootFact]
    public async Task A_root_file_system_is_the_same_after_diff_and_deletions()
    {
        using var folder = Lower();
        using var other = Lower();
        var merged = folder.MountOverlay([folder.Make("lower2"), folder.Make("lower1")]);
        var target = other.MountOverlay([other.Make("lower2"), other.Make("lower1")]);
        Directory.Delete(Path.Join(merged, "opt"), true);
        folder.Write("merged/opt/whole/b", "replaced");
        File.Delete(Path.Join(merged, "etc/deleted"));
        File.Delete(Path.Join(merged, "srv/existing"));
        RandomTree.Fill(folder.Make("merged/srv/existing"), 31, 40);
        await TreeFolder.RunAsync("chown", "5:6", Path.Join(merged, "etc"));

        var changes = OverlayDiff.Compute(
            folder.Make("upper"),
            [folder.Make("lower2"), folder.Make("lower1")],
            OverlayDiff.PodmanExclusions,
            CancellationToken.None);
        var options = new TreeArchiveOptions
        {
            Naming = TreeNaming.Bare,
            Paths = [.. changes.Where(c => c.Kind != FileChangeKind.Deleted).Select(c => c.Path)],
        };
        await TreeFolder.ExtractAsync(await TreeFolder.ArchiveAsync(merged, options), target);
        DeletedFiles.Apply(target, [.. changes.Where(c => c.Kind == FileChangeKind.Deleted).Select(c => c.Path)]);

        Assert.Equal(Content(merged), Content(target));
    }

    // The lower trees were written one after the other, and a deletion changes the time of its folder once more.
    private static List<string> Content(string root) => [.. TreeSnapshot.Of(root).Skip(1)
        .Select(l => System.Text.RegularExpressions.Regex.Replace(l, @" \d+\.\d{9}( links=1)?", "$1"))];

    private static TreeFolder Lower()
    {
        var folder = new TreeFolder();
        folder.Write("lower1/etc/changed", "1");
        folder.Write("lower1/etc/deleted", "2");
        folder.Write("lower1/opt/whole/a", "3");
        folder.Write("lower1/opt/whole/b", "4");
        folder.Write("lower2/srv/existing", "5");
        folder.Write("lower2/etc/kept", "6");
        folder.Make("lower2/run");
        return folder;
    }

    private static List<string> Diff(TreeFolder folder, params string[] lower)
    {
        string[] names = lower.Length > 0 ? lower : ["lower2", "lower1"];
        var changes = OverlayDiff.Compute(
            folder.Make("upper"), [.. names.Select(folder.Make)], OverlayDiff.PodmanExclusions, CancellationToken.None);
        return [.. changes.Select(c => $"{c.Kind.ToString()[0]} {c.Path}")];
    }
}
