namespace Helhed.Platform.Data;

/// <summary>
/// One step of a room's schema. Never changed once it has been run anywhere: add a new step instead. A step only expands
/// (new tables, new nullable columns) as long as an older version may run beside it; what it replaces is dropped a version later.
/// Each column is explained in an SQL comment.
/// </summary>
/// <param name="Number">Place in the room's order, from 1.</param>
/// <param name="Name">What it does, in a few words.</param>
/// <param name="Sqlite">Statements for SQLite.</param>
/// <param name="PostgreSql">Statements for PostgreSQL.</param>
public sealed record Migration(int Number, string Name, string Sqlite, string PostgreSql);

/// <summary>A room's schema, in order.</summary>
/// <param name="Room">The room's name in lower case, which its tables belong to.</param>
/// <param name="Steps">The steps with rising numbers.</param>
public sealed record RoomMigrations(string Room, IReadOnlyList<Migration> Steps);
