using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Operations;
using Helhed.Records.Reading;
using Helhed.Records.Searching;
using Helhed.Records.Terminology;
using Helhed.Records.Writing;

namespace Helhed.Records;

/// <content>Writes in one transaction, and what is asked in it.</content>
public sealed partial class RecordStore
{
    /// <summary>Profiles and codes of the server's packages and of stored resources; null in a store without an API.</summary>
    internal ResourceValidation? Definitions { get; set; }

    /// <summary>The current version, within a snapshot or a transaction.</summary>
    internal ValueTask<Outcome<StoredResource>> ReadIn(SqlSession session, Caller caller, TypeDefinition type, string id) =>
        _reader.Read(session, caller, type, id);

    /// <summary>One version, within a snapshot or a transaction.</summary>
    internal ValueTask<Outcome<StoredResource>> ReadVersionIn(SqlSession session, Caller caller, TypeDefinition type, string id, int version) =>
        _reader.ReadVersion(session, caller, type, id, version);

    /// <summary>Whether a caller sees what is there of some patients of a type: for what cannot be looked at any more.</summary>
    internal async ValueTask<bool> SeesPatients(Caller caller, TypeDefinition type, IReadOnlyList<long> patients, CancellationToken ct) =>
        AccessRule.Decide(caller, Act.Read, type.Name) is { Allowed: true } decision
        && (decision.Sight is null || (patients.Count > 0 && await _database.Read(session => _reader.Versions(session, decision).SeesAll(patients, type), ct)));

    /// <summary>Whether a caller sees a version by its own content: what has been deleted, or was there before another.</summary>
    internal async ValueTask<bool> SeesContent(Caller caller, RidVersion version, bool isGone, CancellationToken ct) =>
        AccessRule.Decide(caller, Act.Read, version.Type.Name) is { Allowed: true } decision
        && await _database.Read(session => _reader.SeesContent(session, (caller, decision), version, isGone), ct);

    /// <summary>A search within a snapshot or a transaction.</summary>
    internal async ValueTask<Outcome<SearchPage>> SearchIn(
        SqlSession session, Caller caller, SearchTarget target, IEnumerable<KeyValuePair<string, string>> parameters, bool isLenient = false)
    {
        var query = SearchQueryReader.Read(Parameters, target, parameters, isLenient);
        return query.TryGet(out var read, out var problem) ? await _searcher.Search(session, caller, read) : problem;
    }

    /// <summary>Makes changes all or nothing, conditional ones and patches included.</summary>
    internal ValueTask<Outcome<IReadOnlyList<ChangeResult>>> Change(Caller caller, ChangeSet set, Func<SqlSession, ValueTask>? afterwards, CancellationToken ct) =>
        new ChangeRunner(this).Run(caller, set, afterwards, ct);

    /// <summary>Makes one change.</summary>
    internal async ValueTask<Outcome<ChangeResult>> Change(Caller caller, Change change, CancellationToken ct) =>
        (await Change(caller, new ChangeSet([change]), null, ct)).Map(results => results[0]);

    internal Outcome<PendingWrite> Prepare(WriteKind kind, ParseResult parsed, (string Type, string Id) name, TextLanguage language) =>
        _preparer.Prepare(kind, parsed, name.Type, name.Id, language: language);

    /// <summary>The index rows of a resource, with R4's parameters and the region's as this node knows them.</summary>
    internal IndexRows RowsOf(TypeDefinition type, ReadOnlyMemory<byte> json) => _preparer.RowsOf(type, json);

    /// <summary>Writes all or nothing. The writes must be of different resources.</summary>
    internal ValueTask<Outcome<IReadOnlyList<StoredResource>>> Write(Caller caller, IReadOnlyList<PendingWrite> writes, CancellationToken ct) =>
        Write(caller, writes, null, ct);

    /// <summary>As above, with something of the caller's own in the same transaction.</summary>
    internal ValueTask<Outcome<IReadOnlyList<StoredResource>>> Write(
        Caller caller, IReadOnlyList<PendingWrite> writes, Func<WriteTransaction, IReadOnlyList<StoredResource>, ValueTask>? alsoWrite, CancellationToken ct) =>
        Write(caller, writes, alsoWrite, null, ct);

    /// <summary>As above, behind an earlier transaction that may still run: its rows are written beside it, and what they share after it.</summary>
    /// <exception cref="TurnTimeoutException">The earlier one did not end in time; nothing is written.</exception>
    internal async ValueTask<Outcome<IReadOnlyList<StoredResource>>> Write(
        Caller caller, IReadOnlyList<PendingWrite> writes, Func<WriteTransaction, IReadOnlyList<StoredResource>, ValueTask>? alsoWrite, Behind? behind, CancellationToken ct)
    {
        await Stage(caller, writes, ct);
        return await Transact(
            writes.Count,
            async transaction =>
            {
                var results = await transaction.Apply(caller, writes);
                if (alsoWrite is not null)
                {
                    await alsoWrite(transaction.Sql, results);
                }

                return results;
            },
            ct,
            isBrief: alsoWrite is null && behind is null,
            behind);
    }

    /// <summary>True when several transactions can write at once.</summary>
    internal bool WritesAtOnce => _database.Dialect == Dialect.PostgreSql;

    /// <summary>Stores what is too much for one transaction ahead of it; nobody sees that before the write.</summary>
    internal ValueTask Stage(Caller caller, IReadOnlyList<PendingWrite> writes, CancellationToken ct) => PreparedTerminology.Stage(_database, caller, writes, _clock, ct);

    /// <summary>Runs work on one snapshot.</summary>
    internal ValueTask<T> Snapshot<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken ct) => _database.Read(work, ct);

    /// <summary>Runs work in a transaction that may write; a <see cref="WriteRefusedException"/> rolls it back and becomes its problem.</summary>
    /// <param name="mostWrites">Most resources that it will write.</param>
    /// <param name="work">The work. It may be run again after a deadlock, so it keeps nothing of what it found.</param>
    /// <param name="ct">Cancels it.</param>
    /// <param name="isBrief">It does nothing but write: with few writes it may share a commit with others.</param>
    /// <param name="behind">What it must not overtake; null for nothing.</param>
    internal async ValueTask<Outcome<T>> Transact<T>(int mostWrites, Func<ChangeTransaction, ValueTask<T>> work, CancellationToken ct, bool isBrief = false, Behind? behind = null)
    {
        var firstRid = mostWrites == 0 ? 0 : await _ids.Next(RidSequence, mostWrites, ct);
        var logNumber = mostWrites == 0 ? 0 : await Log.Number(ct);
        try
        {
            return Outcome.Ok(isBrief && mostWrites <= MostShared ? await _database.WriteShared(Run, ct) : await _database.Write(Run, ct));
        }
        catch (WriteRefusedException refused)
        {
            await Note(refused.Tried, ct);
            return refused.Problem;
        }

        ValueTask<T> Run(WriteTransaction tx) => work(new ChangeTransaction(tx, async (session, caller, writes) =>
        {
            var veil = await _reader.VeilOf(session, caller);
            var results = await _writer.Apply(session, caller, Numbered(veil is null ? writes : await Lifted(session, veil, writes), firstRid), behind);
            await AccessNotes.Written(session, caller, results, (Log, logNumber));
            return veil is null ? results : [.. results.Select(r => Veiled.Of(veil, r) ?? r)];
        }));
    }

    // A refused write is rolled back with all that it wrote: the try is noted behind it, on the trail of the answer, or at once where there is none.
    private async ValueTask Note(AccessEntry? tried, CancellationToken ct)
    {
        if (tried is null || tried.Caller == Caller.Program)
        {
            return;
        }

        var trail = tried.Caller.Trail is { IsClosed: false } open ? open : new AccessTrail();
        trail.Add(tried);
        if (trail != tried.Caller.Trail)
        {
            await Log.Flush(trail, ct);
        }
    }

    // Whom a citizen names by a pseudonym is kept by name: a block must hold.
    private async ValueTask<List<PendingWrite>> Lifted(SqlSession session, Veil veil, IReadOnlyList<PendingWrite> writes)
    {
        var lifted = new List<PendingWrite>(writes.Count);
        foreach (var write in writes)
        {
            ReadOnlyMemory<byte> body = write.Form?.Body(1, DateTimeOffset.UnixEpoch);
            var current = write.Kind == WriteKind.Put && !body.IsEmpty ? await ResourceReader.Current(session, write.Type, write.Id) : null;
            var real = body.IsEmpty ? body : veil.Lifted(current is { IsDeleted: false } ? veil.Restored(body, current.Body) : body);
            if (real.Equals(body))
            {
                lifted.Add(write);
                continue;
            }

            lifted.Add(_preparer.Prepare(write.Kind, real, write.Type.Name, write.Id).TryGet(out var again, out var problem)
                ? again with { IfMatch = write.IfMatch, MustBeNew = write.MustBeNew, Warnings = write.Warnings }
                : throw new WriteRefusedException(problem));
        }

        return lifted;
    }

    /// <summary>The matches of a conditional request, at most so many, without some of its type; unknown parameters are refused.</summary>
    internal async ValueTask<Outcome<IReadOnlyList<StoredResource>>> Matches(SqlSession session, Caller caller, Criteria criteria, int limit, IReadOnlySet<string>? without = null)
    {
        const int MostBeside = 50;
        KeyValuePair<string, string> count = new("_count", (limit + Math.Min(without?.Count ?? 0, MostBeside)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var found = new List<StoredResource>(limit);
        string? cursor = null;
        do
        {
            var parameters = criteria.Parameters.Append(count);
            var matches = await SearchIn(session, caller, new SearchTarget(criteria.Type), cursor is null ? parameters : parameters.Append(new("_cursor", cursor)));
            if (!matches.TryGet(out var page, out var problem))
            {
                return problem;
            }

            found.AddRange(page.Matches.Where(m => without?.Contains(m.Id) != true).Take(limit - found.Count));
            cursor = page.Next;
        }
        while (found.Count < limit && cursor is not null);
        return found;
    }

    /// <summary>What stands against deleting a resource by the policy of references; null for nothing.</summary>
    internal async ValueTask<Problem?> ObstacleToDeletion(string type, string id, CancellationToken ct) => References != ReferencePolicy.MustResolve ? null : await _database.Read(
        async session => await ResourceReader.Current(session, R4Definitions.Default.FindResource(type)!, id) is { IsDeleted: false } row
            ? await ReferenceRule.Obstacle(session, (type, id), row.Rid, Custom.Current)
            : null,
        ct);

    private static List<PendingWrite> Numbered(IReadOnlyList<PendingWrite> writes, long firstRid)
    {
        var numbered = new List<PendingWrite>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            numbered.Add(writes[i] with { NewRid = Keys.Rid(writes[i].Type, firstRid + i) });
        }

        return numbered;
    }
}
