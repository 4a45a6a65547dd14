using System.Text;
using Helhed.Access.Veils;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>
/// Keeps Access's facts equal to the records, in the transaction that writes these. Facts of a resource are always those of its current
/// version: they are taken out and put in anew.
/// </summary>
/// <param name="local">Zone of dates that have none.</param>
public sealed class FactWriter(TimeZoneInfo local)
{
    private static readonly string[] RelationColumns = ["patient", "party", "source", "begins", "ends"];
    private static readonly string[] SharedColumns = ["source", "patient"];
    private static readonly string[] WorkColumns = ["source", "party", "writer"];
    private static readonly string[] ContextColumns = ["source", "target", "kind"];
    private static readonly string[] ConsentColumns = ["source", "part", "patient", "effect", "party", "parts", "kind", "begins", "ends", "dated_from", "dated_to", "delay"];

    private static readonly ParseOptions Stored = new(Missing: Fhir.IssueSeverity.Warning);

    private readonly Dates _dates = new(local);

    /// <summary>True when facts come from resources of a type, whatever patients they are about.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True for people, units, evidence of treatment, and consents.</returns>
    public static bool HoldsFacts(string type) => type is "Practitioner" or "PractitionerRole" or "Organization" or "RelatedPerson" or "Consent" || Evidence.IsOf(type);

    /// <summary>Whether the facts of all records are there.</summary>
    /// <param name="session">A session.</param>
    /// <returns>False in a fresh store, and in one that is older than the facts.</returns>
    public static ValueTask<bool> IsComplete(SqlSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.First("SELECT 1 FROM access_fact_state WHERE one = 1", _ => true);
    }

    /// <summary>Whether it is known of all Binaries what they belong to.</summary>
    /// <param name="session">A session.</param>
    /// <returns>False in a store that is older than that.</returns>
    public static ValueTask<bool> KnowsContexts(SqlSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.First("SELECT 1 FROM access_fact_state WHERE one = 2", _ => true);
    }

    /// <summary>Notes that the facts of all records are there.</summary>
    /// <param name="tx">The transaction.</param>
    /// <returns>When it is noted.</returns>
    public static ValueTask<int> Complete(WriteTransaction tx)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.Execute("INSERT INTO access_fact_state (one) VALUES (1), (2) ON CONFLICT DO NOTHING");
    }

    /// <summary>True when a resource is found by others than the relations of its one patient: it has several, or none.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="patient">Key of its only patient; 0 for none, -1 for several.</param>
    /// <returns>True when it has a place of its own among the facts.</returns>
    public static bool IsPlaced(string type, long patient) => ResourceTypes.IsWork(type) && (patient is 0 or -1 || !ResourceTypes.IsPatientData(type));

    /// <summary>True when the writing of a type's resource begins a contact: it is itself the ground to write it.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True for contacts, appointments, referrals and new patients.</returns>
    public static bool BeginsContact(string type) => ResourceTypes.BeginsContact(type);

    /// <summary>
    /// Who wrote the resources of a range of internal ids, and where they worked: what no record tells, and facts that are made anew must keep.
    /// </summary>
    /// <param name="session">A session.</param>
    /// <param name="first">The first internal id.</param>
    /// <param name="last">The last one.</param>
    /// <returns>Keys by internal id; none for what is of patients, what no staff wrote, and what was written before this was kept.</returns>
    public static async ValueTask<ILookup<long, long>> Writers(SqlSession session, long first, long last)
    {
        ArgumentNullException.ThrowIfNull(session);
        var rows = await session.Query("SELECT source, party FROM access_work WHERE source >= $1 AND source <= $2 AND writer = 1", row => (Source: row.Long(0), Party: row.Long(1)), first, last);
        return rows.ToLookup(r => r.Source, r => r.Party);
    }

    /// <summary>Where somebody worked at a time, by the facts of their posts.</summary>
    /// <param name="session">A session.</param>
    /// <param name="person">"Practitioner/x".</param>
    /// <param name="at">The time.</param>
    /// <returns>The unit's key; null when there was none, or several: which of them it was is not known then.</returns>
    public static async ValueTask<long?> UnitAt(SqlSession session, string person, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(session);
        var units = await session.Query("SELECT DISTINCT unit FROM access_post WHERE person = $1 AND begins <= $2 AND ends > $2", row => row.Text(0), person, at.ToUnixTimeMilliseconds());
        return units is [var one] ? Hash64.Of(one) : null;
    }

    /// <summary>Replaces the facts of written resources.</summary>
    /// <param name="tx">The transaction that writes the resources.</param>
    /// <param name="caller">Who writes them.</param>
    /// <param name="changes">What was written; each resource once.</param>
    /// <param name="now">The time.</param>
    /// <returns>When it is done.</returns>
    public async ValueTask Apply(WriteTransaction tx, Caller caller, IReadOnlyList<FactChange> changes, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(changes);
        var nowMs = now.ToUnixTimeMilliseconds();
        var relations = new Rows<(long Source, long Patient, long Party)>();
        var shared = new List<SqlValue>();
        var work = new List<SqlValue>();
        var contexts = new List<SqlValue>();
        var moved = new HashSet<long>();
        var areStaff = false;
        foreach (var change in changes)
        {
            if (!change.IsNew)
            {
                await Remove(tx, change);
            }

            if (change.Type == AttachmentSql.Type && !change.Body.IsEmpty && Attachment.ContextOf(change.Body.Span) is { } of)
            {
                // In the record of whom that is about: who wrote it sees it no longer than that.
                contexts.AddRange([change.Source, of.Target, of.Kind]);
                continue;
            }

            AddPlace(change, caller, shared, work);
            if (HoldsFacts(change.Type))
            {
                areStaff = areStaff || change.Type is "Practitioner" or "PractitionerRole" or "Organization";
                if (change.Type == "Organization")
                {
                    moved.Add(change.Key);
                }

                if (!change.Body.IsEmpty)
                {
                    await Write(tx, caller, change, relations, nowMs);
                }
            }
        }

        await tx.BulkInsert("access_relation", RelationColumns, relations.Cells.ToArray());
        await tx.BulkInsert("access_shared", SharedColumns, shared.ToArray());
        await tx.BulkInsert("access_work", WorkColumns, work.ToArray());
        await tx.BulkInsert("access_context", ContextColumns, contexts.ToArray());
        if (moved.Count > 0)
        {
            await UnitFacts.Rearrange(tx, moved);
        }

        if (areStaff)
        {
            await PseudonymTable.TurnWhereUsed(tx);
        }
    }

    // Where a resource is found by others than its one patient's relations.
    private static void AddPlace(FactChange change, Caller caller, List<SqlValue> shared, List<SqlValue> work)
    {
        if (change.Body.IsEmpty || !change.IsPlaced)
        {
            return;
        }

        if (change.Patients.Count > 1)
        {
            foreach (var patient in change.Patients)
            {
                shared.AddRange([change.Source, patient]);
            }
        }

        if (change.Patients.Count == 0 || !ResourceTypes.IsPatientData(change.Type))
        {
            var writers = change.Writers ?? (caller.Kind == CallerKind.Staff ? [Hash64.Of(caller.Reference), Hash64.Of(caller.Organization ?? caller.Reference)] : []);
            foreach (var party in change.References.Concat(writers).Distinct())
            {
                work.AddRange([change.Source, party, writers.Contains(party) ? 1L : 0L]);
            }
        }
    }

    private static async ValueTask Remove(WriteTransaction tx, FactChange change)
    {
        if (change.WasPlaced)
        {
            await tx.Post("DELETE FROM access_shared WHERE source = $1", change.Source);
            await tx.Post("DELETE FROM access_work WHERE source = $1", change.Source);
            if (change.Type == AttachmentSql.Type)
            {
                await tx.Post("DELETE FROM access_context WHERE source = $1", change.Source);
            }
        }

        foreach (var table in TablesOf(change.Type))
        {
            await tx.Post(new StringBuilder("DELETE FROM ").Append(table).Append(" WHERE source = $1").ToString(), change.Source);
        }
    }

    private static string[] TablesOf(string type) => type switch
    {
        "Patient" => ["access_identity", "access_person", "access_relation"],
        "Practitioner" => ["access_identity", "access_staff_name"],
        "PractitionerRole" => ["access_post", "access_staff_post"],
        "Organization" => ["access_unit"],
        "RelatedPerson" => ["access_custody"],
        "Consent" => ["access_consent", "access_relation"],
        _ => Evidence.IsOf(type) ? ["access_relation"] : [],
    };

    private async ValueTask Write(WriteTransaction tx, Caller caller, FactChange change, Rows<(long Source, long Patient, long Party)> relations, long nowMs)
    {
        var resource = FhirJson.Read(FhirDocument.Parse(change.Body, Stored).Document!);
        switch (resource)
        {
            case Practitioner practitioner:
                await PeopleFacts.Write(tx, change, practitioner);
                return;
            case PractitionerRole role:
                await new PeopleFacts(_dates).Write(tx, change, role);
                return;
            case RelatedPerson relative:
                await new PeopleFacts(_dates).Write(tx, change, relative);
                return;
            case Organization unit:
                await UnitFacts.Write(tx, change, unit, nowMs);
                return;
            case Consent consent:
                await Write(tx, change, consent, relations);
                return;
            case Patient patient:
                await PeopleFacts.Write(tx, change, patient);
                break;
            default:
                break;
        }

        foreach (var relation in new Evidence(_dates, nowMs).Of(resource))
        {
            AddRelation(relations, change.Source, relation);
        }

        if (change.IsNew && change.Type == "Patient" && caller is { Kind: CallerKind.Staff, Organization: { } own })
        {
            // Somebody unknown has come in: their unit sees them until a contact is written. Last: of one party the first relation is kept,
            // and that of the patient's own practice has no end.
            AddRelation(relations, change.Source, new Relation($"Patient/{change.Id}", own, nowMs, nowMs + Dates.Days(1)));
        }
    }

    private async ValueTask Write(WriteTransaction tx, FactChange change, Consent consent, Rows<(long Source, long Patient, long Party)> relations)
    {
        var rows = new ConsentFacts(_dates).Of(consent);
        var patient = References.KeyOf(consent.Patient) ?? 0;
        var cells = new List<SqlValue>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Effect == ConsentEffect.Relation)
            {
                relations.Add((change.Source, patient, row.Party), [patient, row.Party, change.Source, row.Valid.Begins, row.Valid.Ends]);
            }
            else
            {
                cells.AddRange([change.Source, ((long)row.Denial << SightSql.PartBits) | (long)i, patient, (long)row.Effect, row.Party, row.WithParts ? 1L : 0L, row.Kind, row.Valid.Begins, row.Valid.Ends, row.Data.From, row.Data.To, row.Delay]);
            }
        }

        await tx.BulkInsert("access_consent", ConsentColumns, cells.ToArray());
    }

    private static void AddRelation(Rows<(long Source, long Patient, long Party)> relations, long source, Relation relation)
    {
        var (patient, party) = (Hash64.Of(relation.Patient), Hash64.Of(relation.Party));
        relations.Add((source, patient, party), [patient, party, source, relation.Begins, relation.Ends]);
    }

    // One row for a key: a resource that names somebody twice gives one relation.
    private sealed class Rows<TKey>
    {
        private readonly HashSet<TKey> _keys = [];

        public List<SqlValue> Cells { get; } = [];

        public void Add(TKey key, SqlValue[] row)
        {
            if (_keys.Add(key))
            {
                Cells.AddRange(row);
            }
        }
    }
}
