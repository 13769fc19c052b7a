using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Checkpoints;

/// <summary>Decides what an import does with each volume of the archive.</summary>
internal sealed class ImportVolumes(VolumeStore volumes)
{
    /// <summary>Decides for all volumes; touches none.</summary>
    /// <param name="definition">What the archive says.</param>
    /// <param name="request">What the person asks for.</param>
    /// <param name="blockers">Receives what stands in the way.</param>
    public IReadOnlyList<PlannedVolume> Plan(
        ContainerDefinition definition, ImportRequest request, List<GantryException> blockers)
    {
        string[] names = [.. definition.Spec.Volumes.Select(v => v.Name).Distinct()];
        RequireKnown(names, request.Volumes, blockers);
        var ignore = request.Options.Exclude.HasFlag(CheckpointParts.Volumes);
        if (ignore && !request.Volumes.AreDefault)
        {
            blockers.Add(new GantryException(
                ErrorCode.Invalid, "--volume-policy cannot be used with --ignore-volumes, which keeps all volumes"));
        }

        PlannedVolume[] planned = [.. names.Select(name => ignore ? PlanIgnored(name, blockers) : PlanOne(name, request, blockers))];
        blockers.AddRange(planned.GroupBy(volume => volume.Name).Where(same => same.Count() > 1).Select(same =>
            new GantryException(
                ErrorCode.Invalid,
                $"volumes {string.Join(" and ", same.Select(volume => volume.ArchivedName))} would both be {same.Key} here")));
        return planned;
    }

    /// <summary>A specification with the names that its volumes have here.</summary>
    public static ContainerSpec Rename(ContainerSpec spec, IReadOnlyList<PlannedVolume> planned) => spec with
    {
        Volumes =
        [
            .. spec.Volumes.Select(mount =>
            {
                var name = planned.First(volume => volume.ArchivedName == mount.Name).Name;
                return mount with { Name = name, Anonymous = mount.Anonymous && name == mount.Name };
            }),
        ],
    };

    private static void RequireKnown(string[] names, VolumePolicies policies, List<GantryException> blockers) =>
        blockers.AddRange(policies.ByName.Keys.Except(names).Select(unknown => new GantryException(
            ErrorCode.Invalid,
            $"--volume-policy names the volume \"{unknown}\", which the container does not have; it has "
            + (names.Length == 0 ? "none" : string.Join(", ", names)))));

    private PlannedVolume PlanIgnored(string name, List<GantryException> blockers)
    {
        if (volumes.Find(name) is null)
        {
            blockers.Add(new GantryException(
                ErrorCode.NotFound,
                $"no volume with name \"{name}\" found: with --ignore-volumes it must exist already; "
                + $"create it with \"gantry volume create {name}\": no such volume"));
        }

        return new PlannedVolume(name, name, VolumeAction.Use);
    }

    private PlannedVolume PlanOne(string name, ImportRequest request, List<GantryException> blockers)
    {
        var exists = volumes.Find(name) is not null;
        switch (request.Volumes.For(name))
        {
            case VolumePolicy.Fail:
                RequireFree(name, blockers);
                return new PlannedVolume(name, name, VolumeAction.Create);
            case VolumePolicy.Rename(var newName):
                RequireFree(newName, blockers);
                return new PlannedVolume(name, newName, VolumeAction.Create);
            case VolumePolicy.Keep:
                return new PlannedVolume(name, name, exists ? VolumeAction.Use : VolumeAction.Create);
            case VolumePolicy.Replace when exists:
                RequireReplaceable(name, blockers);
                return new PlannedVolume(name, name, VolumeAction.Replace);
            case VolumePolicy.Replace:
                return new PlannedVolume(name, name, VolumeAction.Create);
            case var policy:
                throw new ArgumentOutOfRangeException(nameof(request), policy, null);
        }
    }

    private void RequireFree(string name, List<GantryException> blockers)
    {
        try
        {
            ImportRules.RequireNoVolume(volumes, name);
        }
        catch (GantryException e)
        {
            blockers.Add(e);
        }
    }

    private void RequireReplaceable(string name, List<GantryException> blockers)
    {
        if (volumes.UsedBy(name) is [var user, ..])
        {
            blockers.Add(new GantryException(
                ErrorCode.InUse,
                $"volume {name} cannot be replaced: container {user} uses it; remove that container, or rename: the volume"));
        }

        if (!volumes.CanReplace(name))
        {
            blockers.Add(new GantryException(
                ErrorCode.Incompatible,
                $"volume {name} cannot be replaced: its content lies on a device or another file system; keep or rename it"));
        }
    }
}
