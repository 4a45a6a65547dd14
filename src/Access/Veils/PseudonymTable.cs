using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Veils;

/// <summary>The decisions on pseudonyms, and the staff they are about, in the database.</summary>
internal static class PseudonymTable
{
    private const string Columns = "number, staff, unit, patient, name, begins, ends, reason, author, written, salt";

    internal static ValueTask<List<Pseudonym>> All(SqlSession session) =>
        session.Query($"SELECT {Columns} FROM access_pseudonym ORDER BY number DESC", Map);

    internal static async ValueTask Insert(WriteTransaction tx, Pseudonym one)
    {
        await tx.Execute(
            $"INSERT INTO access_pseudonym ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            one.Number, one.Staff, one.Unit, one.Patient, one.Name, one.Begins.ToUnixTimeMilliseconds(), one.Ends.ToUnixTimeMilliseconds(), one.Reason, one.Author, one.Written.ToUnixTimeMilliseconds(), one.Salt);
        await Turn(tx);
    }

    /// <summary>Ends a decision; 0 when there is none that still holds.</summary>
    internal static async ValueTask<int> End(WriteTransaction tx, long number, long atMs)
    {
        var ended = await tx.Execute("UPDATE access_pseudonym SET ends = $2 WHERE number = $1 AND ends > $2", number, atMs);
        await Turn(tx);
        return ended;
    }

    /// <summary>What is known of staff has changed: whoever remembers whom a decision hides looks anew.</summary>
    internal static ValueTask<int> TurnWhereUsed(WriteTransaction tx) =>
        tx.Execute("UPDATE access_veil_state SET generation = generation + 1 WHERE one = 1 AND EXISTS (SELECT 1 FROM access_pseudonym)");

    /// <summary>Whom decisions hide; where several are about somebody, the one of the person alone, else the newest.</summary>
    internal static async ValueTask<IReadOnlyList<HiddenStaff>> Staff(SqlSession session, IReadOnlyList<Pseudonym> decisions, int most)
    {
        var staff = new Dictionary<string, HiddenStaff>(StringComparer.Ordinal);
        foreach (var decision in decisions.OrderBy(d => d.Staff.Length == 0).ThenBy(d => d.Patient.Length == 0))
        {
            foreach (var person in decision.Staff.Length > 0 ? [decision.Staff] : await Of(session, decision, most))
            {
                staff.TryAdd(person, HiddenStaff.Of(decision, person));
            }
        }

        foreach (var one in staff.Values)
        {
            one.Posts.AddRange(await session.Query("SELECT reference FROM access_staff_post WHERE person = $1", r => r.Text(0), one.Person));
            one.Names.AddRange(await session.Query("SELECT name FROM access_staff_name WHERE person = $1", r => r.Text(0), one.Person));
            one.Identities.AddRange(await session.Query(
                "SELECT i.value FROM access_identity i WHERE i.reference = $1 AND i.source IN (SELECT n.source FROM access_staff_name n WHERE n.person = $1)", r => r.Long(0), one.Person));
        }

        return [.. staff.Values];
    }

    private static ValueTask<int> Turn(WriteTransaction tx) => tx.Execute("UPDATE access_veil_state SET generation = generation + 1 WHERE one = 1");

    // Who works there, or has while the decision holds. All of somebody's posts are hidden, wherever they are.
    private static ValueTask<List<string>> Of(SqlSession session, Pseudonym decision, int most) => session.Query(
        """
        SELECT DISTINCT p.person FROM access_unit_above a JOIN access_unit u ON u.unit = a.unit JOIN access_staff_post p ON p.unit = u.reference
        WHERE a.above = $1 AND p.ends > $2 ORDER BY 1 LIMIT $3
        """,
        row => row.Text(0),
        Hash64.Of(decision.Unit),
        decision.Begins.ToUnixTimeMilliseconds(),
        most);

    private static Pseudonym Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(6)), row.Text(7))
    {
        Author = row.Text(8),
        Written = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(9)),
        Salt = row.Text(10),
    };
}
