using Helhed.Platform;

namespace Helhed.Bench;

/// <summary>
/// The same bytes in the plainest tables that answer the same questions, through the database's own driver with prepared statements:
/// no versions, no access rule, no change feed, no search beyond the three that are asked for.
/// </summary>
internal abstract class BareDatabase(Func<CpuTime> cpu) : ITarget
{
    protected const string ReadSql = "SELECT body FROM bare_row WHERE id = $1";
    protected const string InsertSql = "INSERT INTO bare_row (id, body) VALUES ($1, $2)";
    protected const string InsertSearchedSql = "INSERT INTO bare_observation (id, patient, code, at, body) VALUES ($1, $2, $3, $4, $5)";
    protected const string SearchByCodeSql = "SELECT body FROM bare_observation WHERE patient = $1 AND code = $2 LIMIT $3";
    protected const string SearchByDateSql = "SELECT body FROM bare_observation WHERE patient = $1 ORDER BY at DESC LIMIT $2";
    protected const string SearchAllSql = "SELECT body FROM bare_observation WHERE code = $1 ORDER BY at DESC LIMIT $2";
    protected const string IndexSql = """
        CREATE INDEX bare_observation_code ON bare_observation (patient, code);
        CREATE INDEX bare_observation_at ON bare_observation (patient, at);
        CREATE INDEX bare_observation_newest ON bare_observation (code, at);
        """;

    /// <summary>Rows written in one transaction while loading; what the store's loader takes.</summary>
    protected const int RowsPerTransaction = 1000;

    public string Name => "bare database";

    public CpuTime Cpu => cpu();

    /// <summary>Database and version.</summary>
    public abstract string Product { get; }

    public bool Can(BenchOperation operation) => true;

    /// <summary>Puts documents into the table that is read by id; this is what is timed as bulk load.</summary>
    public abstract Task Load(IReadOnlyList<SampleObservation> documents, CancellationToken ct);

    /// <summary>Puts them into the table that is searched.</summary>
    public abstract Task LoadSearched(IReadOnlyList<SampleObservation> documents, CancellationToken ct);

    /// <summary>Lets the planner look at the tables.</summary>
    public abstract Task Analyze(CancellationToken ct);

    /// <summary>Bytes on disk of the table that is read by id, with its key.</summary>
    public abstract Task<long> Bytes(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    public ValueTask<int> Run(BenchOperation operation, int caller, Pick pick) => operation switch
    {
        BenchOperation.Read => Read(caller, pick.Id),
        BenchOperation.SearchByCode => SearchByCode(caller, pick.Patient, pick.Code),
        BenchOperation.SearchByDate => SearchByDate(caller, pick.Patient),
        BenchOperation.SearchAll => SearchAll(caller, pick.Code),
        BenchOperation.Create => Insert(caller, NewId(), pick.Fresh),
        _ => InsertAll(caller, [.. pick.FreshHundred.Value.Select(body => (NewId(), body))]),
    };

    protected abstract ValueTask<int> Read(int caller, string id);

    protected abstract ValueTask<int> SearchByCode(int caller, string patient, string code);

    protected abstract ValueTask<int> SearchByDate(int caller, string patient);

    protected abstract ValueTask<int> SearchAll(int caller, string code);

    protected abstract ValueTask<int> Insert(int caller, string id, byte[] body);

    protected abstract ValueTask<int> InsertAll(int caller, (string Id, byte[] Body)[] rows);

    private static string NewId() => Ids.NewUuid7Text(TimeProvider.System);
}
