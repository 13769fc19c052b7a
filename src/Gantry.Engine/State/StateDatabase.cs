using System.Diagnostics;
using Gantry.Engine.Model;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>
/// The one file that holds what Gantry decided. Safe to use from several threads and to open from many processes at
/// once: readers never wait, writers wait for each other for up to 30 seconds. What a call wrote is on disk when it
/// returns.
/// </summary>
internal sealed class StateDatabase : IDisposable
{
    private const int BusyTimeoutSeconds = 30;

    // sqlite3.h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.
    private const int NoCheckpointOnClose = 1006;

    // SQLite's own waiting (its pauses grow from 1 to 100 ms), not the provider's 150 ms steps; FULL syncs the log at
    // each commit, without which a power cut could forget an undo step whose change had already happened.
    private const string ConnectionSetup =
        "PRAGMA busy_timeout=30000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=500;";

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private int _depth;

    private StateDatabase(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>
    /// Opens the database, making it (mode 0600, its folder 0700) when it is missing and bringing an older schema up
    /// to date. A current one is opened without any write.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Incompatible"/>: a newer Gantry wrote it. <see cref="ErrorCode.Invalid"/>: it is damaged or
    /// not Gantry's. <see cref="ErrorCode.NoSpace"/>, <see cref="ErrorCode.ToolFailed"/>: it cannot be read or made.
    /// </exception>
    public static StateDatabase Open(string path)
    {
        CreateFile(path);
        return Open(path, SqliteOpenMode.ReadWrite);
    }

    /// <summary>Opens the database of another installation, which must exist, to read it.</summary>
    /// <exception cref="GantryException">As <see cref="Open(string)"/>; an older one is not brought up to date.</exception>
    public static StateDatabase OpenToRead(string path) => Open(path, SqliteOpenMode.ReadOnly);

    private static StateDatabase Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(ConnectionString(path, mode));
        var database = new StateDatabase(path, connection);
        try
        {
            database.Prepare();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a query.</summary>
    public IReadOnlyList<T> Query<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (_gate)
        {
            var command = Bind(sql, parameters);
            return Guard(() =>
            {
                using var reader = command.ExecuteReader();
                List<T> rows = [];
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            });
        }
    }

    /// <summary>
    /// Runs one statement, in the transaction that is open or in one of its own; returns the rows changed.
    /// </summary>
    /// <exception cref="SqliteException">A constraint was violated; the table says what that means.</exception>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (_gate)
        {
            var command = Bind(sql, parameters);
            return Guard(command.ExecuteNonQuery);
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> as one write: all of it is stored or, when it throws, nothing. Calls may nest; the
    /// outermost decides. The body holds up every other writer, so it waits for nothing but the database.
    /// </summary>
    public void Write(Action body) => Write(() =>
    {
        body();
        return true;
    });

    /// <inheritdoc cref="Write(Action)"/>
    public T Write<T>(Func<T> body)
    {
        lock (_gate)
        {
            if (_depth > 0)
            {
                return body();
            }

            // IMMEDIATE: a transaction that read first could not become a writer after another one committed.
            Execute("BEGIN IMMEDIATE");
            _depth++;
            try
            {
                var result = body();
                Execute("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
            finally
            {
                _depth--;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var command in _commands.Values)
            {
                command.Dispose();
            }

            _commands.Clear();
            _connection.Dispose();
        }
    }

    private static string ConnectionString(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        // A pooled connection would keep the file open after Dispose.
        Pooling = false,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();

    private static void CreateFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, FileModes.PrivateDirectory);
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = FileModes.PrivateFile,
            }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it meanwhile. Opening it here would be wrong besides: closing any descriptor of a
            // database drops the locks SQLite holds on it in this process (sqlite.org/howtocorrupt.html, 2.2).
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorCode.ToolFailed, $"Cannot create the database {path}: {e.Message}", e);
        }
    }

    private void Prepare()
    {
        Guard(() =>
        {
            _connection.Open();
            KeepLogOnClose();
            return Execute(ConnectionSetup);
        });
        StateSchema.BringUpToDate(this);
    }

    // Else the last of the processes to close the database copies the log into it and deletes the log, which costs four
    // syncs per command; the next to come finds all that was committed in the log just as well (sqlite.org/wal.html).
    private void KeepLogOnClose() =>
        _ = SQLitePCL.raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 1, out _);

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (Exception e) when (e is SqliteException or GantryException)
        {
            // A full disk or an I/O error makes SQLite roll back by itself; then there is no transaction to end, and
            // the error that led here is the one to report.
            Debug.Assert(_connection.State == System.Data.ConnectionState.Open, "Rolled back on a closed connection.");
        }
    }

    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException e) when (Explain(e) is { } explanation)
        {
            throw explanation;
        }
    }

    // Result codes: sqlite.org/rescode.html
    private GantryException? Explain(SqliteException e) => e.SqliteErrorCode switch
    {
        19 => null,
        5 or 6 => new GantryException(
            ErrorCode.ToolFailed,
            $"The database {Path} was locked by another process for {BusyTimeoutSeconds} seconds. "
            + "Find the process that holds it (fuser), end it, and try again.",
            e),
        13 => new GantryException(
            ErrorCode.NoSpace,
            $"Cannot write the database {Path}: the file system is full. Free some space and try again.",
            e),
        11 or 26 => new GantryException(
            ErrorCode.Invalid,
            $"The database {Path} is damaged or not a database ({e.Message}). "
            + "Move it away or restore it from a backup.",
            e),
        _ => new GantryException(ErrorCode.ToolFailed, $"Cannot use the database {Path}: {e.Message}", e),
    };
}
