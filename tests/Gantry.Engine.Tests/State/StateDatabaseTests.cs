using Gantry.Engine.Model;
using Gantry.Engine.State;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.Tests.State;

public sealed class StateDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-").FullName;

    private string DatabasePath => Path.Join(_folder, "root", "gantry.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_database_and_its_folder_are_for_the_owner_only()
    {
        using var database = StateDatabase.Open(DatabasePath);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DatabasePath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(DatabasePath)!));
        Assert.Equal(File.GetUnixFileMode(DatabasePath), File.GetUnixFileMode(DatabasePath + "-wal"));
    }

    [Fact]
    public void Every_commit_is_synced_and_foreign_keys_hold()
    {
        using var database = StateDatabase.Open(DatabasePath);

        Assert.Equal(2, Pragma("synchronous"));
        Assert.Equal(1, Pragma("foreign_keys"));
        Assert.Equal("wal", database.Query("PRAGMA journal_mode", row => row.GetString(0))[0]);

        long Pragma(string name) => database.Query($"PRAGMA {name}", row => row.GetInt64(0))[0];
    }

    [Fact]
    public void Opening_a_current_database_writes_nothing()
    {
        StateDatabase.Open(DatabasePath).Dispose();
        var (before, logBefore) = (File.ReadAllBytes(DatabasePath), File.ReadAllBytes(DatabasePath + "-wal"));

        using var database = StateDatabase.Open(DatabasePath);

        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
        Assert.Equal(logBefore, File.ReadAllBytes(DatabasePath + "-wal"));
        Assert.Equal(0, database.Query("SELECT total_changes()", row => row.GetInt64(0))[0]);
    }

    [Fact]
    public void Closing_leaves_the_log_to_the_next_process()
    {
        using (var database = StateDatabase.Open(DatabasePath))
        {
            database.Execute("CREATE TABLE numbers (n INTEGER)");
            database.Execute("INSERT INTO numbers VALUES (42)");
        }

        var before = File.ReadAllBytes(DatabasePath);
        using var next = StateDatabase.Open(DatabasePath);

        Assert.Equal(42, next.Query("SELECT n FROM numbers", row => row.GetInt32(0))[0]);
        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
        Assert.NotEqual(0, new FileInfo(DatabasePath + "-wal").Length);
    }

    [Fact]
    public void A_database_of_a_newer_gantry_is_refused_and_left_alone()
    {
        using (var database = StateDatabase.Open(DatabasePath))
        {
            database.Execute("PRAGMA user_version = 99");
        }

        var error = Assert.Throws<GantryException>(() => StateDatabase.Open(DatabasePath));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
        Assert.Contains("newer Gantry (schema 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        using (var other = new SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (x)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(DatabasePath);

        var error = Assert.Throws<GantryException>(() => StateDatabase.Open(DatabasePath));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains("belongs to another program", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
    }

    [Fact]
    public void A_damaged_database_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        File.WriteAllText(DatabasePath, new string('x', 8192));

        var error = Assert.Throws<GantryException>(() => StateDatabase.Open(DatabasePath));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains($"{DatabasePath} is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_whose_making_was_cut_short_is_finished()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        File.WriteAllBytes(DatabasePath, []);

        using var database = StateDatabase.Open(DatabasePath);

        Assert.Empty(new ContainerTable(database).List());
    }

    [Fact]
    public void A_write_that_throws_leaves_nothing_and_the_next_one_works()
    {
        using var database = StateDatabase.Open(DatabasePath);

        Assert.Throws<InvalidOperationException>(() => database.Write(() =>
        {
            Add("lost");
            database.Write(() => Add("lost too"));
            throw new InvalidOperationException();
        }));
        database.Write(() => Add("kept"));

        Assert.Equal(["kept"], database.Query("SELECT name FROM volumes", row => row.GetString(0)));

        void Add(string name) => database.Execute(
            "INSERT INTO volumes (name, created, anonymous, volume) VALUES ($name, 0, 0, '{}')", ("$name", name));
    }

    [Fact]
    public void Many_may_create_and_write_one_database_at_once()
    {
        const int Writers = 16;

        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, i =>
        {
            using var database = StateDatabase.Open(DatabasePath);
            for (var n = 0; n < 10; n++)
            {
                database.Write(() => database.Execute(
                    "INSERT INTO volumes (name, created, anonymous, volume) VALUES ($name, 0, 0, '{}')",
                    ("$name", $"v{i}-{n}")));
            }
        });

        using var reader = StateDatabase.Open(DatabasePath);
        Assert.Equal(Writers * 10, reader.Query("SELECT count(*) FROM volumes", row => row.GetInt32(0))[0]);
    }

    [Fact]
    public async Task One_opening_serves_several_threads()
    {
        using var database = StateDatabase.Open(DatabasePath);
        var table = new LayerTable(database);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            var id = Digest.Of([(byte)i]);
            table.Insert(new LayerRow(id, id, null, i, null));
            Assert.Equal(i, table.Find(id)!.SizeBytes);
        })));

        Assert.Equal(8, table.List().Count);
    }
}
