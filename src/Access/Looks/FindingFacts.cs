using Helhed.Platform.Data;

namespace Helhed.Access.Looks;

/// <summary>What Access knows of patients that somebody has looked at.</summary>
internal sealed class FindingFacts
{
    private const int Step = 200;

    private readonly Dictionary<long, string> _references = [];
    private readonly HashSet<long> _protected = [];
    private readonly Dictionary<long, HashSet<string>> _staff = [];
    private readonly HashSet<(long Patient, string Person)> _family = [];

    public string? ReferenceOf(long patient) => _references.GetValueOrDefault(patient);

    public bool IsProtected(long patient) => _protected.Contains(patient);

    /// <summary>The patient as somebody at work; null when they are not.</summary>
    public IReadOnlySet<string>? StaffOf(long patient) => _staff.GetValueOrDefault(patient);

    public bool IsFamily(long patient, string person) => _family.Contains((patient, person));

    public static async ValueTask<FindingFacts> Of(Database database, IReadOnlyList<long> patients, CancellationToken ct)
    {
        var facts = new FindingFacts();
        foreach (var some in patients.Chunk(Step))
        {
            await database.Read(
                async session =>
                {
                    await facts.Add(session, some);
                    return true;
                },
                ct);
        }

        return facts;
    }

    private async ValueTask Add(SqlSession session, long[] patients)
    {
        foreach (var (patient, isProtected, reference) in await Ask(
            session, "SELECT p.patient, p.protected, coalesce(i.reference, '') FROM access_person p LEFT JOIN access_identity i ON i.source = p.source WHERE p.patient", patients, r => (r.Long(0), r.Long(1) == 1, r.Text(2))))
        {
            if (isProtected)
            {
                _protected.Add(patient);
            }

            if (reference.Length > 0)
            {
                _references[patient] = reference;
            }
        }

        // The same identifier, such as a CPR number, names a patient and somebody at work.
        foreach (var (patient, person) in await Ask(
            session,
            """
            SELECT p.patient, j.reference FROM access_person p JOIN access_identity i ON i.source = p.source
            JOIN access_identity j ON j.value = i.value AND j.reference LIKE 'Practitioner/%' WHERE p.patient
            """,
            patients, Pair))
        {
            (_staff.TryGetValue(patient, out var staff) ? staff : _staff[patient] = []).Add(person);
        }

        _family.UnionWith(await Ask(
            session,
            "SELECT k.patient, j.reference FROM access_custody k JOIN access_identity j ON j.value = k.identity AND j.reference LIKE 'Practitioner/%' WHERE k.patient",
            patients, Pair));
        _family.UnionWith(await Ask(
            session,
            """
            SELECT p.patient, j.reference FROM access_person p JOIN access_identity i ON i.source = p.source
            JOIN access_custody a ON a.identity = i.value JOIN access_custody b ON b.patient = a.patient AND b.identity <> a.identity
            JOIN access_identity j ON j.value = b.identity AND j.reference LIKE 'Practitioner/%' WHERE p.patient
            """,
            patients, Pair));
    }

    private static (long Patient, string Person) Pair(Row row) => (row.Long(0), row.Text(1));

    private static ValueTask<List<T>> Ask<T>(SqlSession session, [System.Diagnostics.CodeAnalysis.ConstantExpected] string select, long[] patients, Func<Row, T> map)
    {
        var sql = new SqlText(session.Dialect).Add(select).Among(patients);
        return session.Query(sql.ToString(), map, sql.Values);
    }
}
