using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;

namespace Gantry.Engine.Tests.State;

public sealed class MigrationTableTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly MigrationTable _migrations;

    public MigrationTableTests()
    {
        _migrations = new MigrationTable(_host.Database);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_state_changes_only_from_the_one_it_is_known_to_have()
    {
        var migration = Add("app", MigrationState.Prepared);

        var first = _migrations.TryAdvance(migration.Id, MigrationState.Prepared, MigrationState.Committed);
        var second = _migrations.TryAdvance(migration.Id, MigrationState.Prepared, MigrationState.Discarded);

        Assert.True(first);
        Assert.False(second);
        Assert.Equal(MigrationState.Committed, _migrations.Find(migration.Id)!.State);
        var error = Assert.Throws<GantryException>(
            () => _migrations.Advance(migration.Id, MigrationState.Prepared, MigrationState.Discarded));
        Assert.Equal(ErrorCode.WrongState, error.Code);
    }

    [Fact]
    public void A_container_has_one_migration_that_is_not_over()
    {
        var container = ContainerId.NewRandom();
        var over = Add("app", MigrationState.Running, container);
        var waiting = Add("app", MigrationState.Committed, container);

        var error = Assert.Throws<GantryException>(() => Add("app", MigrationState.Offered, container));

        Assert.Contains($"gantry migration recover {waiting.Id[..12]}", error.Message, StringComparison.Ordinal);
        Assert.Null(_migrations.Find(over.Id));
    }

    [Fact]
    public void It_goes_by_its_id_the_beginning_of_it_or_its_container()
    {
        var migration = Add("app", MigrationState.Offered);
        Add("other", MigrationState.Offered);

        Assert.Equal(migration.Id, _migrations.Resolve(migration.Id).Id);
        Assert.Equal(migration.Id, _migrations.Resolve(migration.Id[..12]).Id);
        Assert.Equal(migration.Id, _migrations.Resolve("app").Id);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<GantryException>(() => _migrations.Resolve("none")).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<GantryException>(() => _migrations.Resolve("")).Code);
    }

    private Migration Add(string name, MigrationState state, ContainerId? container = null)
    {
        var migration = new Migration
        {
            Id = Guid.NewGuid().ToString("N"),
            ContainerId = container ?? ContainerId.NewRandom(),
            ContainerName = name,
            Role = MigrationRole.Source,
            State = state,
            Started = TimeProvider.System.GetUtcNow(),
            Host = "target",
        };
        _migrations.Insert(migration);
        return migration;
    }
}
