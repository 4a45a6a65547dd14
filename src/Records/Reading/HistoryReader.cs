// https://hl7.org/fhir/R4/http.html#history
using System.Globalization;
using System.Text;
using Helhed.Access;
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
internal sealed record HistoryQuestion(IReadOnlyList<TypeDefinition> Types, string? Id, long SinceMs, (long From, long To)? At, HistoryPosition Before, int Limit);

/// <summary>One version in a history, and its place there.</summary>
internal readonly record struct HistoryVersion(StoredResource Resource, HistoryPosition Position);

/// <summary>Reads histories of a resource, a type and the whole store, newest first. What the caller may not see is as if it were not there.</summary>
internal sealed class HistoryReader(ResourceReader reader)
{
    // Each type is a range of the index (type, updated, rid) of its own; their newest are merged, and only then the bodies are fetched.
    private const string Range = "updated >= $1 AND updated <= $2 AND (updated < $3 OR (updated = $3 AND (rid < $4 OR (rid = $4 AND version < $5))))";
    private const string Order = "ORDER BY updated DESC, rid DESC, version DESC LIMIT $6";

    // The version behind it had not come by the beginning of the span.
    private static string StillCurrent(int beginning) => $"""
         AND NOT EXISTS (SELECT 1 FROM resource_history n WHERE n.rid = v.rid AND n.version = v.version + 1 AND n.updated <= ${beginning})
         AND NOT EXISTS (SELECT 1 FROM resource n WHERE n.rid = v.rid AND n.version = v.version + 1 AND n.updated <= ${beginning})
        """;

    private static readonly string CurrentColumns = string.Join(", ", CurrentRow.Columns.Split(", ").Select(c => $"r.{c}"));

    public async ValueTask<Outcome<IReadOnlyList<HistoryVersion>>> Read(SqlSession session, Caller caller, HistoryQuestion question)
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
            return Problems.Denied(denied.Rule);
        }

        if (question.Id is not { } id)
        {
            return await Page(question, decisions, before => Versions(session, question with { Before = before }, decisions, null));
        }

        var one = question.Types[0];
        var current = await ResourceReader.Current(session, one, id);
        return current is null || !await ResourceReader.IsVisible(session, current, decisions[one.Index])
            ? Problems.NotFound(one.Name, id)
            : await Page(question, decisions, before => Versions(session, question with { Before = before }, decisions, current.Rid));
    }

    // Versions that the caller may not see leave no gap in the page: further ones are fetched in their place.
    private async ValueTask<Outcome<IReadOnlyList<HistoryVersion>>> Page(
        HistoryQuestion question, Dictionary<int, Decision> decisions, Func<HistoryPosition, ValueTask<List<(string Id, CurrentRow Row)>>> next)
    {
        var page = new List<HistoryVersion>();
        for (var before = question.Before; page.Count < question.Limit;)
        {
            var rows = await next(before);
            foreach (var (id, row) in rows)
            {
                var type = R4Definitions.Default.Types[row.Type];
                if (page.Count < question.Limit && reader.IsVersionVisible(type, row, decisions[row.Type]))
                {
                    page.Add(new HistoryVersion(ResourceReader.Stored(type, id, row), ResourceReader.PositionOf(row)));
                }
            }

            if (rows.Count < question.Limit)
            {
                break;
            }

            before = ResourceReader.PositionOf(rows[^1].Row);
        }

        return page;
    }

    private static async ValueTask<List<(string Id, CurrentRow Row)>> Versions(
        SqlSession session, HistoryQuestion question, Dictionary<int, Decision> decisions, long? rid)
    {
        var newest = Math.Min(question.Before.UpdatedMs, question.At?.To ?? long.MaxValue);
        var values = new List<SqlValue> { question.SinceMs, newest, question.Before.UpdatedMs, question.Before.Rid, question.Before.Version, question.Limit };
        var patient = decisions.Values.Select(d => d.OnlyPatient).FirstOrDefault(p => p is not null);
        var only = 0;
        if (patient is not null || rid is not null)
        {
            values.Add(rid ?? Keys.Text(patient!));
            only = values.Count;
        }

        var current = await session.Query(
            Sql("resource", $"SELECT {CurrentColumns}, r.id FROM", "JOIN resource r ON r.rid = k.rid", decisions, rid is not null, only, ""), ResourceReader.MapWithId, values.ToArray());
        if (question.At is { } span)
        {
            values.Add(span.From);
        }

        current.AddRange(await session.Query(
            Sql(
                "resource_history",
                "SELECT h.rid, h.type, h.version, h.updated, h.act, h.author, 0, h.body, r.id FROM",
                "JOIN resource_history h ON h.rid = k.rid AND h.version = k.version JOIN resource r ON r.rid = k.rid",
                decisions, rid is not null, only, question.At is null ? "" : StillCurrent(values.Count)),
            ResourceReader.MapWithId,
            values.ToArray()));
        return [.. current.OrderByDescending(r => r.Row.Updated).ThenByDescending(r => r.Row.Rid).ThenByDescending(r => r.Row.Version).Take(question.Limit)];
    }

    // Types are numbers of the definitions, written into the statement; everything that is asked is a parameter.
    private static string Sql(string table, string select, string join, Dictionary<int, Decision> decisions, bool isOneResource, int only, string still)
    {
        var sql = new StringBuilder(select).Append(" (SELECT rid, updated, version FROM (");
        var isFirst = true;
        foreach (var (type, decision) in decisions)
        {
            sql.Append(isFirst ? "" : " UNION ALL ");
            isFirst = false;
            sql.Append(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT rid, updated, version FROM {table} v WHERE type = {type} AND {Range}{still}");
            if (isOneResource)
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND rid = ${only}");
            }
            else if (decision.OnlyPatient is not null)
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND rid IN (SELECT c.rid FROM compartment c WHERE c.patient = ${only} AND c.type = {type})");
            }

            sql.Append(CultureInfo.InvariantCulture, $" {Order}) t{type}");
        }

        return sql.Append(") every ").Append(Order).Append(") k ").Append(join).ToString();
    }
}
