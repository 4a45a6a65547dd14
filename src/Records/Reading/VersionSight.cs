using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;
using Helhed.Records.Searching;
using Helhed.Records.Writing;

namespace Helhed.Records.Reading;

/// <summary>
/// Which versions of resources a caller sees. An earlier version may have been in another patient's compartment, or of another time: it is
/// judged by its own content, with the facts of today.
/// </summary>
internal sealed class VersionSight(SqlSession session, WritePreparer preparer, Sight? sight, long nowMs)
{
    private readonly Dictionary<(long Patient, int Type), bool> _seen = [];
    private readonly Dictionary<(long Patient, int Type), bool> _related = [];
    private readonly Dictionary<(long Patient, int Type), bool> _blocked = [];
    private readonly Dictionary<(long Patient, int Type), bool> _dated = [];

    /// <summary>Whether a version of a resource is seen whose current version is.</summary>
    public async ValueTask<bool> Sees(TypeDefinition type, CurrentRow row)
    {
        if (sight is null || row.IsDeleted || (sight.IsWorkOnly && sight.App.Count == 0))
        {
            return true;
        }

        if (type.Name == AttachmentSql.Type)
        {
            return await SeesAttachment(type, row);
        }

        var rows = preparer.RowsOf(type, row.Body);
        var patients = rows.Compartments.Where(c => c.Type == type.Index).Select(c => c.Patient).Distinct().ToList();
        if ((sight.OnlyPatient is { } only && !patients.Contains(Keys.Text(only))) || !IsWithinApp(patients, query => Holds(type, row, rows, query)))
        {
            return false;
        }

        if (sight.IsAll || sight.IsWorkOnly)
        {
            return true;
        }

        if (patients.Count == 0)
        {
            // Of nobody, then: as work, by who wrote it and whom it named, unless it is nobody's now too and seen as such.
            return row.Patient == 0 || await Holds(sql => Rule.AddIsOneOf(sql, [.. rows.References.Select(r => r.Target).Append(Keys.Text(row.Author)).Distinct()]));
        }

        // Staff: a relation to one of several patients, and a block of none of them.
        var related = false;
        foreach (var patient in sight.OnlyPatient is { } one ? [Keys.Text(one)] : patients)
        {
            related = related || await Asked(_related, patient, type, visibility => (sql => visibility.AddRelates(sql, patient, type)));
            if (await IsBlocked(patient, type, rows.Dates))
            {
                return false;
            }
        }

        return related;
    }

    // A Binary: by what that version belonged to; where that was nothing, as work.
    private async ValueTask<bool> SeesAttachment(TypeDefinition type, CurrentRow row)
    {
        var context = Attachment.ContextOf(row.Body) is { } of ? (SqlTerm.Of(of.Target), SqlTerm.Of(of.Kind)) : ((SqlTerm Target, SqlTerm Kind)?)null;
        if (sight!.App.Count > 0)
        {
            var rows = preparer.RowsOf(type, row.Body);
            var isWithin = false;
            foreach (var view in sight.App)
            {
                isWithin = isWithin || ((view.Query is null || Holds(type, row, rows, view.Query))
                    && (view.Patient is null || (context is { } one && await Holds(sql => Visibility.AddContextIsOf(sql, one, view.PatientKey)))));
            }

            if (!isWithin)
            {
                return false;
            }
        }

        return sight.IsAll
            || (context is { } belongs ? await Holds(sql => Rule.AddContext(sql, belongs, SqlTerm.Of(row.Updated.ToUnixTimeMilliseconds())))
                : sight.OnlyPatient is null && await Holds(sql => Rule.AddWroteOrWorksOn(sql, Keys.Text(row.Author), row.Rid)));
    }

    // No block touches what is one's own.
    private async ValueTask<bool> IsBlocked(long patient, TypeDefinition type, IReadOnlyList<DateRow> dates) =>
        (sight!.OnlyPatient is null || sight.IsForAnother)
        && (await Asked(_blocked, patient, type, visibility => (sql => visibility.AddBlocked(sql, patient, type)))
            || (await Asked(_dated, patient, type, visibility => (sql => visibility.AddHasDatedBlock(sql, patient, type)))
                && await Holds(sql => Rule.AddBlocked(sql, patient, type, dates))));

    /// <summary>Whether a version is seen by its own content alone.</summary>
    public async ValueTask<bool> SeesContent(TypeDefinition type, CurrentRow row, bool isGone)
    {
        // Who worked on what was nobody's is forgotten with it.
        if (isGone && sight is { IsAll: false } && (sight.IsWorkOnly || !preparer.RowsOf(type, row.Body).Compartments.Any(c => c.Type == type.Index)))
        {
            return false;
        }

        return await Sees(type, row) && (sight?.OnlyPatient is null || !await Holds(sql => Rule.AddWaits(sql, type, row.Updated)));
    }

    /// <summary>Whether a caller sees data of a type of patients, as far as that does not hang on the data's dates.</summary>
    public async ValueTask<bool> SeesAll(IReadOnlyList<long> patients, TypeDefinition type)
    {
        if (sight is null)
        {
            return true;
        }

        if (sight.IsWorkOnly || (sight.OnlyPatient is { } only && !patients.Contains(Keys.Text(only))) || !IsWithinApp(patients, static _ => false))
        {
            return false;
        }

        foreach (var patient in sight.OnlyPatient is { } one ? [Keys.Text(one)] : patients)
        {
            if (!await Asked(_seen, patient, type, visibility => (sql => visibility.AddPatient(sql, patient, type)))
                || ((sight.OnlyPatient is null || sight.IsForAnother) && await Asked(_dated, patient, type, visibility => (sql => visibility.AddHasDatedBlock(sql, patient, type)))))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsWithinApp(IReadOnlyList<long> patients, Predicate<string> holds) =>
        sight!.App.Count == 0 || sight.App.Any(v => (v.Patient is null || patients.Contains(v.PatientKey)) && (v.Query is null || holds(v.Query)));

    // A version has no rows in the tables; the same are taken from its content. What memory cannot tell lets nothing through.
    private bool Holds(TypeDefinition type, CurrentRow row, IndexRows rows, string query)
    {
        try
        {
            var match = new RowMatch(type, rows, row.Updated.ToUnixTimeMilliseconds(), new SearchSurroundings(Caller.Anonymous, TimeZoneInfo.Utc, nowMs));
            return ScopeConditions.Of(type, query) is { } conditions && conditions.All(c => match.Holds(c) == true);
        }
        catch (SearchRefusedException)
        {
            return false;
        }
    }

    private Visibility Rule => new(sight!, nowMs);

    private async ValueTask<bool> Asked(Dictionary<(long Patient, int Type), bool> known, long patient, TypeDefinition type, Func<Visibility, Action<SqlText>> condition)
    {
        if (!known.TryGetValue((patient, type.Index), out var holds))
        {
            known[(patient, type.Index)] = holds = await Holds(condition(Rule));
        }

        return holds;
    }

    private ValueTask<bool> Holds(Action<SqlText> condition)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT 1 WHERE ");
        condition(sql);
        return session.First(sql.ToString(), _ => true, sql.Values);
    }
}
