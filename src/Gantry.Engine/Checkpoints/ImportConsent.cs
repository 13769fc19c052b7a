using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// A restored container has no more than every container has here, unless the person said so, or this installation itself made
/// the checkpoint.
/// </summary>
internal sealed class ImportConsent(HostLayout layout)
{
    private readonly InstallationKey _key = new(layout);

    /// <summary>Looks whether all that the container would have was allowed.</summary>
    /// <param name="definition">The container.</param>
    /// <param name="request">What was allowed. Whoever says what is to be mounted instead of a path has allowed that.</param>
    /// <param name="blockers">Receives one word about all that was not.</param>
    public void Require(ContainerDefinition definition, ImportRequest request, List<GantryException> blockers)
    {
        if (IsOwn(definition, request))
        {
            return;
        }

        var missing = Questions(definition, request);
        if (missing.Count > 0)
        {
            var kinds = missing.GroupBy(privilege => privilege.Kind).ToList();
            blockers.Add(new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {request.ArchiveName}: the container would have more than was asked for: "
                + string.Join("; ", kinds.Select(kind => $"{PrivilegeKinds.NameOf(kind.Key)} ({string.Join(", ", kind.Select(one => one.What))})"))
                + $". If you trust whoever made it, add --allow {string.Join(',', kinds.Select(kind => PrivilegeKinds.NameOf(kind.Key)))}"
                + (kinds.Any(kind => kind.Key == PrivilegeKind.Mounts) ? "; --map PATH=PATH mounts something else." : ".")));
        }
    }

    /// <summary>
    /// Throws when an archive that was believed in front to be this installation's own turns out to be another one, with a
    /// definition taken from it.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public void RequireUnaltered(ContainerDefinition definition, ImportRequest request, Archive.ArchiveManifest? manifest)
    {
        if (IsOwn(definition, request) && Questions(definition, request).Count > 0 && !_key.Wrote(manifest))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {request.ArchiveName}: its definition is of this installation, but the rest is not what was written "
                + "with it. Somebody altered it.");
        }
    }

    // What a pre-dump holds is in another archive, which says nothing of itself.
    private bool IsOwn(ContainerDefinition definition, ImportRequest request) => request.Previous is null && _key.Wrote(definition);

    private static List<Privilege> Questions(ContainerDefinition definition, ImportRequest request) =>
        [.. PrivilegeFinder.Find(definition).Where(privilege => !request.Allowed.Contains(privilege.Kind)
            && !(privilege.Kind == PrivilegeKind.Mounts && ImportBinds.IsMapped(privilege.What, request.BindSources)))];
}
