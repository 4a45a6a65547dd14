using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Platform.Work;
using Helhed.Records.Reading;
using Helhed.Records.Reindexing;
using Helhed.Records.Searching;
using Helhed.Records.Terminology;
using Helhed.Records.Writing;

namespace Helhed.Records;

/// <summary>
/// The record store: every resource as the exact bytes that are served, with its versions, index rows and change-feed entries written
/// in one transaction. A caller is a part of every call, and what the caller may not see is as if it were not there.
/// </summary>
public sealed partial class RecordStore
{
    private const string RidSequence = "record";

    // More than this is no brief work any more, and keeps its transaction to itself.
    private const int MostShared = 8;

    private readonly Database _database;
    private readonly IdBlocks _ids;
    private readonly TimeProvider _clock;
    private readonly WritePreparer _preparer;
    private readonly ResourceWriter _writer;
    private readonly ResourceReader _reader;
    private readonly Searcher _searcher;
    private readonly RecordsOptions _options;

    /// <summary>A store over a migrated database.</summary>
    /// <param name="database">The database, with <see cref="RecordsMigrations"/> run.</param>
    /// <param name="ids">Internal ids.</param>
    /// <param name="options">Zone and secret.</param>
    /// <param name="clock">The clock that gives <c>meta.lastUpdated</c>.</param>
    public RecordStore(Database database, IdBlocks ids, RecordsOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = database;
        _ids = ids;
        _clock = clock;
        _options = options;
        Log = new AccessLog(database, new LedgerBook(database, ids), clock);
        var extractor = new IndexExtractor(R4Definitions.Default, options.LocalZone);
        _preparer = new WritePreparer(new IndexRowsBuilder(extractor, Custom));
        var names = new CodeNames();
        var repair = new ResourceRepair(names);
        ParameterChanges = new ParameterChanges(Custom, new WorkQueue(database, clock), _preparer, repair, clock);
        Reindexer = new Reindexer(database, _preparer, Custom, repair, clock);
        _writer = new ResourceWriter(_preparer, Custom, names, ParameterChanges, new WriteAccess(options.LocalZone, clock));
        var parties = new Parties();
        var veils = new Veils();
        _reader = new ResourceReader(_preparer, parties, veils, clock);
        Parameters = new SearchParameters(Custom);
        _searcher = new Searcher(extractor, Parameters, new CodeSets(new SearchTerminology(Catalog)), options, clock) { Parties = parties, Veils = veils };
    }

    /// <summary>What becomes of references to what is not here.</summary>
    public ReferencePolicy References
    {
        get => _writer.References;
        set => _writer.References = value;
    }

    /// <summary>A serving node looks every second; this is for when that fails, and for commands.</summary>
    internal static TimeSpan OldestParameters { get; } = TimeSpan.FromSeconds(5);

    internal TimeProvider Clock => _clock;

    /// <summary>Where every access is written down.</summary>
    internal AccessLog Log { get; }

    internal RecordsOptions Options => _options;

    internal Database Database => _database;

    /// <summary>For operations that search and read several times in one snapshot.</summary>
    internal Searcher Searcher => _searcher;

    internal ResourceReader Reader => _reader;

    /// <summary>Code systems and value sets of the database and those built in.</summary>
    internal CodeCatalog Catalog { get; } = new();

    internal CustomParameters Custom { get; } = new();

    internal SearchParameters Parameters { get; }

    /// <summary>Follows writes of SearchParameters.</summary>
    internal ParameterChanges ParameterChanges { get; }

    internal Reindexer Reindexer { get; }

    internal WritePreparer Preparer => _preparer;

    /// <summary>Reads the current version. Problems: NotFound, Gone, Forbidden.</summary>
    public ValueTask<Outcome<StoredResource>> Read(Caller caller, string type, string id, CancellationToken ct) =>
        R4Definitions.Default.FindResource(type) is { } definition
            ? Traced(caller, (store, traced) => store._database.ReadLatest(session => store._reader.Read(session, traced, definition, id), ct), ct)
            : new(Problems.UnknownType(type));

    /// <summary>Reads one version. Problems: NotFound, Gone (that version is a deletion), Forbidden.</summary>
    public ValueTask<Outcome<StoredResource>> ReadVersion(Caller caller, string type, string id, int version, CancellationToken ct) =>
        R4Definitions.Default.FindResource(type) is { } definition
            ? Traced(caller, (store, traced) => store._database.Read(session => store._reader.ReadVersion(session, traced, definition, id, version), ct), ct)
            : new(Problems.UnknownType(type));

    /// <summary>Versions of a resource, newest first, from <paramref name="newest"/> downwards.</summary>
    public ValueTask<Outcome<IReadOnlyList<StoredResource>>> History(Caller caller, string type, string id, int newest, int limit, CancellationToken ct) =>
        R4Definitions.Default.FindResource(type) is { } definition
            ? Traced(caller, (store, traced) => store._database.Read(session => store._reader.InstanceHistory(session, traced, definition, id, newest, 1, limit), ct), ct)
            : new(Problems.UnknownType(type));

    /// <summary>Searches a type.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="query">As in an address: <c>patient=Patient/x&amp;_sort=-date&amp;_count=20</c>.</param>
    /// <param name="ct">Cancels the SQL.</param>
    /// <returns>A page, or a problem: Invalid (with the parameter as expression), Forbidden, NotFound (no such type).</returns>
    public ValueTask<Outcome<SearchPage>> Search(Caller caller, string type, string query, CancellationToken ct) =>
        Search(caller, type, QueryText.Parse(query), isLenient: false, ct);

    /// <summary>Creates a resource with an id of ours. Problems: Invalid, Forbidden.</summary>
    public ValueTask<Outcome<StoredResource>> Create(Caller caller, string type, ReadOnlyMemory<byte> json, CancellationToken ct) =>
        WriteOne(caller, _preparer.Prepare(WriteKind.Create, json, type, Ids.NewUuid7Text(_clock)), ct);

    /// <summary>Writes a new version, or creates the resource with the caller's id. Problems: Invalid, Forbidden, PreconditionFailed.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="id">Logical id.</param>
    /// <param name="json">The new content.</param>
    /// <param name="ifMatch">The version that must be the current one, or null.</param>
    /// <param name="ct">Cancels it.</param>
    public ValueTask<Outcome<StoredResource>> Update(Caller caller, string type, string id, ReadOnlyMemory<byte> json, int? ifMatch, CancellationToken ct) =>
        WriteOne(caller, _preparer.Prepare(WriteKind.Put, json, type, id).Map(w => w with { IfMatch = ifMatch }), ct);

    /// <summary>Deletes a resource; a deletion of what is not there succeeds and changes nothing. Problems: Forbidden, PreconditionFailed.</summary>
    public ValueTask<Outcome<StoredResource>> Delete(Caller caller, string type, string id, int? ifMatch, CancellationToken ct) =>
        R4Definitions.Default.FindResource(type) is { } definition
            ? WriteOne(caller, new PendingWrite(WriteKind.Delete, definition, id, null, IndexRows.None, ifMatch), ct)
            : new(Problems.UnknownType(type));

    /// <summary>Lets a room take part in every write of a type. To be called before the store is used; one room for a type.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="takePart">What the room does in the writing transaction.</param>
    /// <exception cref="ArgumentException">Another room takes part in this type already.</exception>
    public void AddParticipant(string type, TakePart takePart) => _writer.Participants.Add(type, takePart);

    /// <summary>Writes several resources, all or nothing, with something of the caller's own room in the same transaction. Each resource at most once.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="writes">The resources.</param>
    /// <param name="also">Runs in the transaction behind the writes; what it returns refuses all of it. It may run again after a deadlock.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The written versions in order. Problems: Invalid, Forbidden, NotFound, PreconditionFailed, and those of <paramref name="also"/> and of rooms that take part.</returns>
    public async ValueTask<Outcome<IReadOnlyList<StoredResource>>> WriteTogether(
        Caller caller, IReadOnlyList<RecordWrite> writes, Func<WriteTransaction, IReadOnlyList<StoredResource>, ValueTask<Problem?>> also, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(also);
        var pending = new List<PendingWrite>(writes.Count);
        foreach (var write in writes)
        {
            var prepared = write.Id is { } id
                ? _preparer.Prepare(write.IsNew ? WriteKind.Create : WriteKind.Put, write.Json, write.Type, id).Map(w => w with { IfMatch = write.IfMatch, MustBeNew = write.IsNew })
                : _preparer.Prepare(WriteKind.Create, write.Json, write.Type, Ids.NewUuid7Text(_clock));
            if (!prepared.TryGet(out var one, out var problem))
            {
                return problem;
            }

            if (!ResourceIds.IsValid(one.Id))
            {
                return Problems.BadId(one.Id);
            }

            pending.Add(one);
        }

        return await Write(
            caller,
            pending,
            async (tx, stored) =>
            {
                if (await also(tx, stored) is { } refusal)
                {
                    throw new WriteRefusedException(refusal);
                }
            },
            ct);
    }

    /// <summary>
    /// Finishes what an upgrade of the store has left to do (the index is made anew where its form has changed), and learns the region's own
    /// search parameters. Belongs before everything else; with nothing to do it takes a millisecond. Killed, it goes on at the next start.
    /// </summary>
    /// <param name="progress">Resources done and resources in all.</param>
    /// <param name="ct">Stops between batches.</param>
    public async Task MakeReady(Action<long, long> progress, CancellationToken ct)
    {
        if (await Reindexer.FinishRebuild(row => progress(row.Done, row.Total), ct))
        {
            await _database.Write(ParameterChanges.Adopt, ct);
            await _database.Optimize(ct);
        }

        await new FactRebuild(_database, _preparer, _options.LocalZone).Run(done => progress(done, done), ct);
        await Custom.Refresh(_database, TimeSpan.Zero, ct);
    }

    /// <summary>Number of current resources of a type, without access rules: for administration and for deciding whether the store is empty.</summary>
    public ValueTask<bool> IsEmpty(CancellationToken ct) =>
        _database.Read(async session => await session.First("SELECT rid FROM resource LIMIT 1", r => (long?)r.Long(0)) is null, ct);

    internal ValueTask<Outcome<SearchPage>> Search(
        Caller caller, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, bool isLenient, CancellationToken ct)
    {
        if (R4Definitions.Default.FindResource(type) is not { } definition)
        {
            return new(Problems.UnknownType(type));
        }

        return Search(caller, new SearchTarget(definition), parameters, isLenient, ct);
    }

    /// <summary>Searches a type, several, or a compartment.</summary>
    internal async ValueTask<Outcome<SearchPage>> Search(
        Caller caller, SearchTarget target, IReadOnlyList<KeyValuePair<string, string>> parameters, bool isLenient, CancellationToken ct)
    {
        await Custom.Refresh(_database, OldestParameters, ct);
        var query = SearchQueryReader.Read(Parameters, target, parameters, isLenient);
        if (!query.TryGet(out var read, out var problem))
        {
            return problem;
        }

        return await Traced(
            caller,
            (store, traced) => read.IsOneStatement
                ? store._database.ReadLatest(session => store._searcher.Search(session, traced, read), ct)
                : store._database.Read(session => store._searcher.Search(session, traced, read), ct),
            ct);
    }

    // Somebody who asks outside of a request gets the answer when what they have accessed is durable. The program itself is nobody.
    private async ValueTask<T> Traced<T>(Caller caller, Func<RecordStore, Caller, ValueTask<T>> work, CancellationToken ct)
    {
        if (caller.Trail is { IsClosed: false } || caller == Caller.Program)
        {
            return await work(this, caller);
        }

        var traced = caller with { Trail = new AccessTrail() };
        var result = await work(this, traced);
        await Log.Flush(traced.Trail, ct);
        return result;
    }

    internal Outcome<PendingWrite> Prepare(WriteKind kind, ReadOnlyMemory<byte> json, string? type, string? id, ParseOptions? options = null) =>
        _preparer.Prepare(kind, json, type, id, options);

    private async ValueTask<Outcome<StoredResource>> WriteOne(Caller caller, Outcome<PendingWrite> write, CancellationToken ct)
    {
        if (!write.TryGet(out var pending, out var problem))
        {
            return problem;
        }

        if (!ResourceIds.IsValid(pending.Id))
        {
            return Problems.BadId(pending.Id);
        }

        return (await Write(caller, [pending], ct)).Map(results => results[0]);
    }
}
