using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Terminology;

/// <summary>
/// Loads a code system that is too large for one transaction: its rows are stored in many, under a number that nobody asks for yet, and
/// one last transaction takes it into use together with the CodeSystem resource that stands for it. What stops before that leaves
/// nothing that can be seen; its rows are removed by the next load.
/// </summary>
internal sealed class SystemLoader(Database database, RecordStore store, TimeProvider clock)
{
    private const int MaxIdLength = 64;

    // A load that has shown nothing for so long has died.
    private static readonly TimeSpan LongestLoad = TimeSpan.FromHours(6);

    public async ValueTask<Outcome<string>> Load(SystemIndex index, string? id, Action<TerminologyProgress> progress, CancellationToken ct)
    {
        if (index.Concepts.Length > SystemRows.MaxConcepts)
        {
            return new Problem(ProblemKind.TooLarge, $"A code system has at most {SystemRows.MaxConcepts} codes; this one has {index.Concepts.Length}.");
        }

        var owner = id ?? IdOf(index.Head);
        var sid = await SystemRows.Store(database, index.AsImported(), owner, clock.GetUtcNow(), done => progress(new TerminologyProgress("storing", done, index.Concepts.Length)), ct);
        var resource = store.Prepare(WriteKind.PutIfChanged, Resource(index, owner), "CodeSystem", owner);
        if (!resource.TryGet(out var write, out var problem))
        {
            return problem;
        }

        var written = await store.Write(Caller.Program, [write], (tx, _) => TakeIntoUse(tx, index.Head, owner, sid), ct);
        return written.Map(_ => owner);
    }

    /// <summary>Removes the rows of systems that are no longer in use or were never finished, a few thousand at a time.</summary>
    public async ValueTask Sweep(Action<TerminologyProgress> progress, CancellationToken ct)
    {
        var oldest = (clock.GetUtcNow() - LongestLoad).ToUnixTimeMilliseconds();
        var dead = await database.Read(
            session => session.Query("SELECT sid, concepts FROM term_system WHERE state = 2 OR (state = 0 AND loaded < $1) ORDER BY sid", r => (Sid: r.Long(0), Concepts: r.Int(1)), oldest), ct);
        foreach (var (sid, concepts) in dead)
        {
            await SystemRemoval.Remove(database, sid, concepts, progress, ct);
        }
    }

    private static async ValueTask TakeIntoUse(WriteTransaction tx, SystemHead head, string owner, long sid)
    {
        await tx.Execute(
            "UPDATE term_system SET state = 2 WHERE sid <> $1 AND state = 1 AND (owner = $2 OR (url_key = $3 AND url = $4 AND version = $5))", sid, owner, Keys.Text(head.Url), head.Url, head.Version ?? "");
        await tx.Execute("UPDATE term_system SET state = 1 WHERE sid = $1", sid);
        await TerminologyChanges.RaiseEpoch(tx);
    }

    /// <summary>The resource by which the system is found: without its concepts, which no client could read at once.</summary>
    private static byte[] Resource(SystemIndex index, string id) => FhirJson.Write(new CodeSystem
    {
        Id = id,
        Url = index.Head.Url,
        Version = index.Head.Version,
        Name = index.Head.Name,
        Title = index.Head.Title,
        Status = "active",
        Language = index.Head.Language,
        CaseSensitive = index.Head.IsCaseSensitive,
        ValueSet = index.Head.ValueSet,
        HierarchyMeaning = "is-a",
        Content = "not-present",
        Count = index.Concepts.Length,
        Property = [.. index.Head.Properties.Select(p => new CodeSystemProperty { Code = p.Code, Type = p.Type, Description = p.Description })],
    });

    /// <summary>An id that names system and version, so that the same import meets the same resource.</summary>
    private static string IdOf(SystemHead head)
    {
        var version = head.Version?.Split('/')[^1];
        var text = new StringBuilder();
        foreach (var c in (head.Name ?? "system") + (version is null ? "" : $"-{version}"))
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c == '.' ? char.ToLowerInvariant(c) : '-');
        }

        var id = text.ToString().Trim('-');
        return id.Length <= MaxIdLength - 9 ? id : string.Create(CultureInfo.InvariantCulture, $"{id[..(MaxIdLength - 17)]}-{Keys.Text(id):x16}");
    }
}

/// <summary>Takes a dead code system's rows away bit by bit, so that no other writer waits.</summary>
internal static class SystemRemoval
{
    private const int RowsPerStep = 5000;

    public static async ValueTask Remove(Database database, long sid, int concepts, Action<TerminologyProgress> progress, CancellationToken ct)
    {
        for (var first = 0; first < concepts; first += RowsPerStep)
        {
            foreach (var table in new[] { "term_concept", "term_below", "term_member" })
            {
                await Delete(database, table, SystemRows.Id(sid, first), SystemRows.Id(sid, first) + RowsPerStep, ct);
            }

            progress(new TerminologyProgress("removing", Math.Min(first + RowsPerStep, concepts), concepts));
        }

        await DeleteAll(database, "DELETE FROM term_word WHERE sid = $1 AND word IN (SELECT word FROM term_word WHERE sid = $1 ORDER BY word LIMIT $2)", sid, ct);
        await DeleteAll(database, "DELETE FROM term_prefix WHERE sid = $1 AND prefix IN (SELECT prefix FROM term_prefix WHERE sid = $1 ORDER BY prefix LIMIT $2)", sid, ct);
        await DeleteAll(database, "DELETE FROM term_value WHERE sid = $1 AND (property, value) IN (SELECT property, value FROM term_value WHERE sid = $1 ORDER BY property, value LIMIT $2)", sid, ct);
        await database.Write(
            async tx =>
            {
                await SystemRows.Remove(tx, sid);
                return 0;
            },
            ct);
    }

    private static async ValueTask Delete(Database database, string table, long first, long end, CancellationToken ct) => await database.Write(
        tx => table switch
        {
            "term_concept" => tx.Execute("DELETE FROM term_concept WHERE id >= $1 AND id < $2", first, end),
            "term_below" => tx.Execute("DELETE FROM term_below WHERE id >= $1 AND id < $2", first, end),
            _ => tx.Execute("DELETE FROM term_member WHERE id >= $1 AND id < $2", first, end),
        },
        ct);

    private static async ValueTask DeleteAll(Database database, string sql, long sid, CancellationToken ct)
    {
        while (await database.Write(tx => tx.Execute(sql, sid, RowsPerStep), ct) > 0)
        {
        }
    }
}
