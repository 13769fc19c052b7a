using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>Gives containers other names.</summary>
internal sealed class ContainerRenamer(ContainerContext context)
{
    /// <summary>Renames a container in whatever state.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: not a name. <see cref="ErrorCode.AlreadyExists"/>: taken.
    /// </exception>
    public async Task<Container> RenameAsync(LockedContainer locked, string name, CancellationToken cancellationToken)
    {
        context.Containers.Rename(locked.Id, ObjectName.Require("container", name));
        var renamed = context.Require(locked.Id);
        await context.RecordEventAsync(renamed, "rename", cancellationToken);
        return renamed;
    }
}
