// https://hl7.org/fhir/R4/http.html#history
using System.Globalization;
using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Reading;

/// <summary>What a history is of, and which part of it is asked for.</summary>
/// <param name="Types">One type, or all of them.</param>
/// <param name="Id">One resource of the one type; null for all.</param>
/// <param name="SinceMs">Versions written at this time or later.</param>
/// <param name="At">Versions that were current at some time of this span; null for all.</param>
/// <param name="Before">Where the page begins.</param>
/// <param name="Limit">Most versions.</param>
internal sealed record HistoryQuestion(IReadOnlyList<TypeDefinition> Types, string? Id, long SinceMs, (long From, long To)? At, HistoryPosition Before, int Limit)
{
    /// <summary>Bytes of versions after which a page ends.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>False where versions are only counted, and none is shown.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>Only of these, by type: hashes of <c>Type/id</c>. Null for all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>>? Members { get; init; }

    /// <summary>Whether a type has anything that is asked for.</summary>
    public bool Asks(int type) => Members?.ContainsKey(R4Definitions.Default.Types[type].Name) != false;
}

/// <summary>Versions of a history, newest first.</summary>
/// <param name="Versions">At most as many as were asked for, and as had room.</param>
/// <param name="HasMore">True when there are as many as were asked for, or more that had no room.</param>
internal sealed record HistoryPart(IReadOnlyList<HistoryVersion> Versions, bool HasMore);

/// <summary>One version in a history, and its place there.</summary>
internal readonly record struct HistoryVersion(StoredResource Resource, HistoryPosition Position);

/// <summary>Reads histories of a resource, a type and the whole store, newest first. What the caller may not see is as if it were not there.</summary>
internal sealed class HistoryReader(ResourceReader reader)
{
    // Their bodies are in memory at once, whatever bytes a page has.
    private const int MostPerStatement = 100;

    private static readonly string CurrentColumns = string.Join(", ", CurrentRow.Columns.Split(", ").Select(c => $"r.{c}"));

    public async ValueTask<Outcome<HistoryPart>> Read(SqlSession session, Caller caller, HistoryQuestion question)
    {
        var decisions = new Dictionary<int, Decision>(question.Types.Count);
        Decision denied = default;
        foreach (var type in question.Types)
        {
            var decision = AccessRule.Decide(caller, Act.History, type.Name);
            if (decision.Allowed)
            {
                decisions[type.Index] = decision;
            }
            else
            {
                denied = decision;
            }
        }

        if (decisions.Count == 0)
        {
            return AccessNotes.Denied(caller, denied);
        }

        var veil = await reader.VeilOf(session, caller);
        var sought = question.Members is null ? decisions : decisions.Where(d => question.Asks(d.Key)).ToDictionary();
        if (question.Id is not { } id)
        {
            return await Noted(await Page((session, veil), question, sought, asked => Versions(session, asked, sought, null)));
        }

        var one = question.Types[0];
        var current = await reader.Visible(session, caller, decisions[one.Index], one, id);
        return current is null || veil?.Hides(one.Name, id) == true
            ? Problems.NotFound(one.Name, id)
            : await Noted(await Page((session, veil), question, sought, asked => Versions(session, asked, sought, current.Rid)));

        async ValueTask<Outcome<HistoryPart>> Noted(Outcome<HistoryPart> page)
        {
            if (!question.IsShown)
            {
                return page;
            }

            await AccessNotes.Shown(session, caller, ("history", decisions.Values.First().Rule, null), page.IsOk ? page.Value.Versions.Select(v => v.Resource) : []);
            return veil is null ? page : page.Map(part => part with { Versions = [.. part.Versions.Select(v => v with { Resource = Veiled.Of(veil, v.Resource)! })] });
        }
    }

    // Versions that the caller may not see leave no gap in the page: further ones are fetched in their place.
    private async ValueTask<Outcome<HistoryPart>> Page(
        (SqlSession Session, Veil? Veil) by, HistoryQuestion question, Dictionary<int, Decision> decisions, Func<HistoryQuestion, ValueTask<List<(string Id, CurrentRow Row)>>> next)
    {
        var page = new List<HistoryVersion>();
        if (decisions.Count == 0)
        {
            return new HistoryPart(page, HasMore: false);
        }

        var sights = decisions.ToDictionary(d => d.Key, d => reader.Versions(by.Session, d.Value));
        var budget = new AnswerBudget(question.MaxBytes);
        var limit = question.MaxBytes == long.MaxValue ? question.Limit : Math.Min(question.Limit, MostPerStatement);
        for (var asked = question with { Limit = limit }; page.Count < question.Limit;)
        {
            var rows = await next(asked);
            foreach (var (id, row) in rows)
            {
                var type = R4Definitions.Default.Types[row.Type];
                if (page.Count == question.Limit || by.Veil?.Hides(type.Name, id) == true || !await sights[row.Type].Sees(type, row))
                {
                    continue;
                }

                if (budget.IsSpent)
                {
                    return new HistoryPart(page, HasMore: true);
                }

                budget.Take(row.Body.Length);
                page.Add(new HistoryVersion(ResourceReader.Stored(type, id, row), ResourceReader.PositionOf(row)));
            }

            if (rows.Count < asked.Limit)
            {
                break;
            }

            asked = asked with { Before = ResourceReader.PositionOf(rows[^1].Row) };
        }

        return new HistoryPart(page, HasMore: page.Count == question.Limit);
    }

    private async ValueTask<List<(string Id, CurrentRow Row)>> Versions(
        SqlSession session, HistoryQuestion question, Dictionary<int, Decision> decisions, long? rid)
    {
        var rows = await Part($"SELECT {CurrentColumns}, r.id FROM", $"JOIN resource r ON r.rid = k.rid", "resource");
        rows.AddRange(await Part(
            $"SELECT h.rid, h.type, h.version, h.updated, h.act, h.author, r.patient, h.body, r.id FROM",
            $"JOIN resource_history h ON h.rid = k.rid AND h.version = k.version JOIN resource r ON r.rid = k.rid",
            "resource_history"));
        return [.. rows.OrderByDescending(r => r.Row.Updated).ThenByDescending(r => r.Row.Rid).ThenByDescending(r => r.Row.Version).Take(question.Limit)];

        ValueTask<List<(string Id, CurrentRow Row)>> Part(SqlNames select, SqlNames join, string table)
        {
            var sql = new SqlText(session.Dialect).Add(select).Add(" (SELECT rid, updated, version FROM (");
            var isFirst = true;
            foreach (var (type, decision) in decisions)
            {
                sql.Add(isFirst, "", " UNION ALL ");
                isFirst = false;
                AddType(sql, question, R4Definitions.Default.Types[type], decision.Sight, (table, rid));
            }

            sql.Add(") every ");
            AddOrder(sql, question).Add(") k ").Add(join);
            return session.Query(sql.ToString(), ResourceReader.MapWithId, sql.Values);
        }
    }

    // Each type is a range of the index (type, updated, rid) of its own; their newest are merged, and only then the bodies are fetched.
    private void AddType(SqlText sql, HistoryQuestion question, TypeDefinition type, Sight? sight, (string Table, long? Rid) from)
    {
        var before = question.Before;
        sql.Add($"SELECT * FROM (SELECT rid, updated, version FROM {from.Table} v WHERE ");
        if (question.Members is { } members)
        {
            // With few of them the way by their ids is short; the plus keeps the planner from walking along all of the type.
            sql.Add("v.rid IN (SELECT m.rid FROM resource m WHERE m.self").Among(members[type.Name]).Add(") AND +");
        }

        sql.Add("v.type = ").Value((short)type.Index);
        sql.Add(" AND v.updated >= ").Value(question.SinceMs).Add(" AND v.updated <= ").Value(Math.Min(before.UpdatedMs, question.At?.To ?? long.MaxValue));
        sql.Add(" AND (v.updated < ").Value(before.UpdatedMs).Add(" OR (v.updated = ").Value(before.UpdatedMs).Add(" AND (v.rid < ").Value(before.Rid);
        sql.Add(" OR (v.rid = ").Value(before.Rid).Add(" AND v.version < ").Value(before.Version).Add("))))");
        if (question.At is { } span && from.Table == "resource_history")
        {
            // The version behind it had not come by the beginning of the span.
            sql.Add(" AND NOT EXISTS (SELECT 1 FROM resource_history n WHERE n.rid = v.rid AND n.version = v.version + 1 AND n.updated <= ").Value(span.From);
            sql.Add(") AND NOT EXISTS (SELECT 1 FROM resource n WHERE n.rid = v.rid AND n.version = v.version + 1 AND n.updated <= ").Value(span.From).Add(")");
        }

        if (from.Rid is { } one)
        {
            sql.Add(" AND v.rid = ").Value(one);
        }
        else if (sight is not null)
        {
            sql.Add(" AND ");
            reader.VisibilityOf(sight).AddRid(sql, $"v.rid", type);
        }

        sql.Add(" ");
        AddOrder(sql, question).Add($") t{type.Index.ToString(CultureInfo.InvariantCulture)}");
    }

    private static SqlText AddOrder(SqlText sql, HistoryQuestion question) => sql.Add("ORDER BY updated DESC, rid DESC, version DESC LIMIT ").Value(question.Limit);
}
