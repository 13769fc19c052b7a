using System.IO.Pipelines;
using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>One end of a copy.</summary>
/// <param name="Tree">The files it is among.</param>
/// <param name="FullPath">Absolute path in them.</param>
/// <param name="Typed">The path as typed: its end (<c>/</c>, <c>/.</c>) has a meaning.</param>
internal sealed record CopyEnd(ContainerTree Tree, string FullPath, string Typed)
{
    /// <summary>A folder's content is meant, not the folder.</summary>
    public bool MeansContent => Typed is "." || Typed.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>A folder is meant.</summary>
    public bool MeansFolder => MeansContent || Typed.EndsWith('/');
}

/// <summary>Copies trees through a tar that is never stored: attributes, links and sparse files survive.</summary>
internal static class TreeCopy
{
    private const int DefaultMode = 0x1ED;

    /// <summary>Copies with the meaning of cp(1) and <c>docker cp</c>.</summary>
    /// <param name="from">What.</param>
    /// <param name="to">Where to.</param>
    /// <param name="owner">Becomes the owner of what is copied. Null: owners stay.</param>
    /// <param name="cancellationToken">Stops it; what was copied stays.</param>
    public static async Task CopyAsync(
        CopyEnd from, CopyEnd to, VolumeOwner? owner, CancellationToken cancellationToken)
    {
        using var source = Locate(from);
        using var target = to.Tree.Locate(to.FullPath);
        if (source.Kind == FileKind.Directory)
        {
            await CopyFolderAsync(from, source, to, target, owner, cancellationToken);
        }
        else
        {
            await CopyFileAsync(from, source, to, target, owner, cancellationToken);
        }
    }

    /// <summary>Extracts a tar into a folder.</summary>
    public static Task ExtractAsync(Stream tar, DirectoryDescriptor folder, CancellationToken cancellationToken) =>
        TreeExtractor.ExtractAsync(
            tar,
            folder.ProcPath,
            new ExtractionOptions { Target = ExtractionTarget.RootfsDiff, Description = $"\"{folder.Path}\"" },
            cancellationToken);

    /// <summary>Writes a tar whose entries begin with the name of what is archived.</summary>
    public static async Task ArchiveAsync(CopyEnd from, Stream destination, CancellationToken cancellationToken)
    {
        using var source = Locate(from);
        await PlanOf(source, cancellationToken).WriteAsync(destination, null, cancellationToken);
    }

    private static async Task CopyFolderAsync(
        CopyEnd from,
        TreeLocation source,
        CopyEnd to,
        TreeLocation target,
        VolumeOwner? owner,
        CancellationToken cancellationToken)
    {
        if (target.Kind is { } kind && kind != FileKind.Directory)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"\"{to.Typed}\": destination must be a directory when copying a directory");
        }

        using var folder = OpenTargetFolder(from, source, target);
        using var content = source.OpenFolder();
        var plan = TreeArchiver.Plan(content.ProcPath, new TreeArchiveOptions(), cancellationToken);
        await PipeAsync(plan, folder, cancellationToken);
        if (owner is { } newOwner)
        {
            TreeOwner.Change(folder.ProcPath, newOwner);
        }
    }

    // An existing folder receives the source as a folder in it; one that is missing becomes the copy.
    private static DirectoryDescriptor OpenTargetFolder(CopyEnd from, TreeLocation source, TreeLocation target)
    {
        if (target.Kind is null)
        {
            return target.Folder.OpenOrCreateDirectory(target.Name, DefaultMode);
        }

        var existing = target.OpenFolder();
        if (from.MeansContent || source.Name == "." && from.FullPath == "/")
        {
            return existing;
        }

        using (existing)
        {
            return existing.OpenOrCreateDirectory(Path.GetFileName(from.FullPath), DefaultMode);
        }
    }

    private static async Task CopyFileAsync(
        CopyEnd from,
        TreeLocation source,
        CopyEnd to,
        TreeLocation target,
        VolumeOwner? owner,
        CancellationToken cancellationToken)
    {
        if (target.Kind is null && to.MeansFolder)
        {
            throw new GantryException(
                ErrorCode.NotFound, $"\"{to.Typed}\" could not be found: no such file or directory");
        }

        using var folder = target.Kind == FileKind.Directory ? target.OpenFolder() : target.Folder.Duplicate();
        var name = target.Kind == FileKind.Directory ? Path.GetFileName(from.FullPath) : target.Name;

        // Through a folder of its own: the tar has the source's name, which may be another file's there.
        var staging = $".gantry-cp-{Guid.NewGuid():N}";
        folder.MakeDirectory(staging, 0x1C0);
        try
        {
            using var stage = folder.OpenDirectory(staging);
            await PipeAsync(PlanOf(source, cancellationToken), stage, cancellationToken);
            if (owner is { } newOwner)
            {
                stage.SetOwner(source.Name, newOwner.Uid, newOwner.Gid);
            }

            stage.Rename(source.Name, folder, name);
        }
        finally
        {
            folder.RemoveTree(staging);
        }
    }

    private static TreeLocation Locate(CopyEnd from)
    {
        var source = from.Tree.Locate(from.FullPath);
        if (source.Kind is not null)
        {
            return source;
        }

        source.Dispose();
        throw new GantryException(
            ErrorCode.NotFound, $"\"{from.Typed}\" could not be found: no such file or directory");
    }

    private static TreePlan PlanOf(TreeLocation source, CancellationToken cancellationToken)
    {
        if (source.Name == ".")
        {
            return TreeArchiver.Plan(source.Folder.ProcPath, new TreeArchiveOptions(), cancellationToken);
        }

        var name = source.Name;
        return TreeArchiver.Plan(
            source.Folder.ProcPath,
            new TreeArchiveOptions
            {
                Naming = TreeNaming.Bare,
                LeaveOut = path => path != name && !path.StartsWith(name + "/", StringComparison.Ordinal),
            },
            cancellationToken);
    }

    private static async Task PipeAsync(TreePlan plan, DirectoryDescriptor folder, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var extraction = ExtractAsync(pipe.Reader.AsStream(), folder, cancellationToken);
        Exception? failure = null;
        try
        {
            await plan.WriteAsync(pipe.Writer.AsStream(leaveOpen: true), null, cancellationToken);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure);
            await extraction.ContinueWith(
                done => pipe.Reader.CompleteAsync(done.Exception).AsTask(), TaskScheduler.Default).Unwrap();
        }

        await extraction;
    }
}
