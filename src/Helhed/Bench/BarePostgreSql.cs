using Npgsql;
using NpgsqlTypes;

namespace Helhed.Bench;

/// <summary>Bare PostgreSQL: a connection for each caller, prepared statements, COPY for many rows.</summary>
internal sealed class BarePostgreSql : BareDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly Connection?[] _connections = new Connection?[RecordsBench.MostCallers];

    private BarePostgreSql(NpgsqlDataSource source, string product, Func<CpuTime> cpu)
        : base(cpu)
    {
        _source = source;
        Product = product;
    }

    public override string Product { get; }

    public static async Task<BarePostgreSql> Open(string connection, Func<CpuTime> cpu, CancellationToken ct)
    {
        var source = NpgsqlDataSource.Create(connection);
        await using var first = await source.OpenConnectionAsync(ct);
        await Execute(first, $"""
            CREATE TABLE bare_row (id TEXT NOT NULL PRIMARY KEY, body BYTEA NOT NULL);
            CREATE TABLE bare_observation (id TEXT NOT NULL PRIMARY KEY, patient TEXT NOT NULL, code TEXT NOT NULL, at BIGINT NOT NULL, body BYTEA NOT NULL);
            {IndexSql}
            """, ct);
        return new BarePostgreSql(source, $"PostgreSQL {first.PostgreSqlVersion}", cpu);
    }

    public override Task Load(IReadOnlyList<SampleObservation> documents, CancellationToken ct) => InTransactions(
        "COPY bare_row (id, body) FROM STDIN (FORMAT BINARY)",
        documents,
        async (writer, document) =>
        {
            await writer.WriteAsync(document.Id, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(document.Json, NpgsqlDbType.Bytea, ct);
        },
        ct);

    public override Task LoadSearched(IReadOnlyList<SampleObservation> documents, CancellationToken ct) => InTransactions(
        "COPY bare_observation (id, patient, code, at, body) FROM STDIN (FORMAT BINARY)",
        documents,
        async (writer, document) =>
        {
            await writer.WriteAsync(document.Id, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(document.Patient, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(document.Code, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(document.AtMs, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(document.Json, NpgsqlDbType.Bytea, ct);
        },
        ct);

    public override async Task Analyze(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await Execute(connection, "VACUUM ANALYZE bare_row", ct);
        await Execute(connection, "VACUUM ANALYZE bare_observation", ct);
    }

    public override async Task<long> Bytes(CancellationToken ct)
    {
        await using var command = _source.CreateCommand("SELECT pg_total_relation_size('bare_row')");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }

        await _source.DisposeAsync();
    }

    protected override async ValueTask<int> Read(int caller, string id) => await Count(Bind((await Of(caller)).Read, id));

    protected override async ValueTask<int> SearchByCode(int caller, string patient, string code) =>
        await Count(Bind((await Of(caller)).SearchByCode, patient, code, (long)SampleObservations.PageSize));

    protected override async ValueTask<int> SearchByDate(int caller, string patient) =>
        await Count(Bind((await Of(caller)).SearchByDate, patient, (long)SampleObservations.PageSize));

    protected override async ValueTask<int> SearchAll(int caller, string code) => await Count(Bind((await Of(caller)).SearchAll, code, (long)SampleObservations.PageSize));

    protected override async ValueTask<int> Insert(int caller, string id, byte[] body) =>
        await Bind((await Of(caller)).Insert, id, body).ExecuteNonQueryAsync();

    protected override async ValueTask<int> InsertAll(int caller, (string Id, byte[] Body)[] rows)
    {
        var connection = (await Of(caller)).Open;
        await using var writer = await connection.BeginBinaryImportAsync("COPY bare_row (id, body) FROM STDIN (FORMAT BINARY)");
        foreach (var (id, body) in rows)
        {
            await writer.StartRowAsync();
            await writer.WriteAsync(id, NpgsqlDbType.Text);
            await writer.WriteAsync(body, NpgsqlDbType.Bytea);
        }

        return (int)await writer.CompleteAsync();
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Bind(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private static async ValueTask<int> Count(NpgsqlCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync();
        var count = 0;
        while (await rows.ReadAsync())
        {
            count += rows.GetFieldValue<byte[]>(0).Length > 0 ? 1 : 0;
        }

        return count;
    }

    private async Task InTransactions(
        string copy, IReadOnlyList<SampleObservation> documents, Func<NpgsqlBinaryImporter, SampleObservation, Task> write, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        foreach (var chunk in documents.Chunk(RowsPerTransaction))
        {
            await using var writer = await connection.BeginBinaryImportAsync(copy, ct);
            foreach (var document in chunk)
            {
                await writer.StartRowAsync(ct);
                await write(writer, document);
            }

            await writer.CompleteAsync(ct);
        }
    }

    private async ValueTask<Connection> Of(int caller) => _connections[caller] ??= await Connection.Make(_source);

    private sealed class Connection : IAsyncDisposable
    {
        public required NpgsqlConnection Open { get; init; }

        public required NpgsqlCommand Read { get; init; }

        public required NpgsqlCommand SearchByCode { get; init; }

        public required NpgsqlCommand SearchByDate { get; init; }

        public required NpgsqlCommand SearchAll { get; init; }

        public required NpgsqlCommand Insert { get; init; }

        public static async Task<Connection> Make(NpgsqlDataSource source)
        {
            var open = await source.OpenConnectionAsync();
            return new Connection
            {
                Open = open,
                Read = await Prepared(open, ReadSql, NpgsqlDbType.Text),
                SearchByCode = await Prepared(open, SearchByCodeSql, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint),
                SearchByDate = await Prepared(open, SearchByDateSql, NpgsqlDbType.Text, NpgsqlDbType.Bigint),
                SearchAll = await Prepared(open, SearchAllSql, NpgsqlDbType.Text, NpgsqlDbType.Bigint),
                Insert = await Prepared(open, InsertSql, NpgsqlDbType.Text, NpgsqlDbType.Bytea),
            };
        }

        public async ValueTask DisposeAsync()
        {
            await Read.DisposeAsync();
            await SearchByCode.DisposeAsync();
            await SearchByDate.DisposeAsync();
            await SearchAll.DisposeAsync();
            await Insert.DisposeAsync();
            await Open.DisposeAsync();
        }

        private static async Task<NpgsqlCommand> Prepared(NpgsqlConnection connection, string sql, params NpgsqlDbType[] types)
        {
            var command = new NpgsqlCommand(sql, connection);
            foreach (var type in types)
            {
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
            }

            await command.PrepareAsync();
            return command;
        }
    }
}
