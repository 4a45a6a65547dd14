using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Helhed.Platform.Data;

/// <summary>A schema step cannot be run. The message names the step and the cure.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Says which step and why.</summary>
    /// <param name="message">The step, the reason and the cure.</param>
    public MigrationException(string message)
        : base(message)
    {
    }

    /// <summary>Says which step and why.</summary>
    /// <param name="message">The step, the reason and the cure.</param>
    /// <param name="innerException">The cause.</param>
    public MigrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says that a step cannot be run.</summary>
    public MigrationException()
    {
    }
}

internal static class Migrator
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS migration (
            room       TEXT   NOT NULL,  -- which room's schema
            number     BIGINT NOT NULL,  -- the step's place in the room's order
            name       TEXT   NOT NULL,  -- what it does
            checksum   TEXT   NOT NULL,  -- SHA-256 of its statements, to notice a step that was changed after it had run
            applied_at BIGINT NOT NULL,  -- when it was run, Unix milliseconds
            PRIMARY KEY (room, number)
        );
        """;

    /// <summary>Runs the missing steps. Steps in the database that this program does not know are left alone: a newer version runs beside it.</summary>
    internal static async ValueTask<int> Run(Channel channel, IReadOnlyList<RoomMigrations> rooms, TimeProvider clock, CancellationToken ct)
    {
        await channel.Script(Table, ct);
        var applied = (await channel.Query(
            "SELECT room, number, checksum FROM migration",
            row => (Key: (row.Text(0), row.Int(1)), Checksum: row.Text(2)),
            [],
            ct)).ToDictionary(step => step.Key, step => step.Checksum);
        var count = 0;
        foreach (var room in rooms)
        {
            ThrowIfOutOfOrder(room);
            foreach (var step in room.Steps)
            {
                var sql = channel.Dialect == Dialect.Sqlite ? step.Sqlite : step.PostgreSql;
                var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
                if (!applied.TryGetValue((room.Room, step.Number), out var known))
                {
                    await Apply(channel, room.Room, step, (sql, checksum, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
                    count++;
                }
                else if (known != checksum)
                {
                    throw new MigrationException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Migration {room.Room} {step.Number} ({step.Name}) was changed after it had been run. Restore its text and put the change into a new step."));
                }
            }
        }

        return count;
    }

    private static async ValueTask Apply(
        Channel channel, string room, Migration step, (string Sql, string Checksum, long At) run, CancellationToken ct)
    {
        await channel.Script(run.Sql, ct);
        await channel.Execute(
            "INSERT INTO migration (room, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)",
            [room, step.Number, step.Name, run.Checksum, run.At],
            ct);
    }

    private static void ThrowIfOutOfOrder(RoomMigrations room)
    {
        for (var i = 1; i < room.Steps.Count; i++)
        {
            if (room.Steps[i].Number <= room.Steps[i - 1].Number)
            {
                throw new MigrationException($"The migrations of {room.Room} are not in rising order at {room.Steps[i].Number} ({room.Steps[i].Name}).");
            }
        }
    }
}
