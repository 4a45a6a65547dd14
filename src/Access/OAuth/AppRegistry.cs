using System.Security.Cryptography;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;

namespace Helhed.Access.OAuth;

/// <summary>The apps that are registered.</summary>
public sealed class AppRegistry
{
    // The list is read by people; a region has some hundred apps.
    private const int MostListed = 1000;

    private const string Columns = "id, name, kind, state, native, secret, jwks, jwks_uri, redirects, scopes, launch_uri, made_at, purpose, salt";

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessEvents _events;

    internal AppRegistry(Database database, TimeProvider clock, AccessEvents events)
    {
        _database = database;
        _clock = clock;
        _events = events;
    }

    /// <summary>The registry of a database, outside a server.</summary>
    /// <param name="database">The database, migrated.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The registry.</returns>
    public static AppRegistry Of(Database database, LedgerBook ledger, TimeProvider clock) => new(database, clock, new AccessEvents(new AccessLog(database, ledger, clock)));

    /// <summary>Registers an app.</summary>
    /// <param name="registration">The app.</param>
    /// <param name="state">How far it has come.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The app and its secret, or what is wrong; the problem's expression is the member of RFC 7591.</returns>
    public async ValueTask<Outcome<NewApp>> Add(AppRegistration registration, AppState state, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (!RegistrationRule.Check(registration).TryGet(out var checkedOne, out var problem))
        {
            return problem;
        }

        var secret = checkedOne.Kind == AppKind.Secret ? Secret.New() : null;
        var app = new App(Ids.NewUuid7(_clock).ToString(), state, _clock.GetUtcNow(), checkedOne) { SecretHash = Secret.Hash(secret) };
        var number = await _events.Number(ct);
        await _database.Write(
            async tx =>
            {
                await _events.Write(tx, number, "app-registered", app.Id, StateText(state));
                return await Insert(tx, app);
            },
            ct);
        return new NewApp(app, secret);
    }

    /// <summary>Finds an app.</summary>
    /// <param name="id">Its client id.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The app, or null when there is none.</returns>
    public ValueTask<App?> Find(string id, CancellationToken ct) =>
        _database.ReadLatest(session => Find(session, id), ct);

    /// <summary>The apps, the newest first; at most a thousand.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The apps.</returns>
    public ValueTask<List<App>> List(CancellationToken ct) =>
        _database.ReadLatest(session => session.Query($"SELECT {Columns} FROM access_app ORDER BY made_at DESC, id LIMIT $1", Map, MostListed), ct);

    /// <summary>Approves, refuses or closes an app. Unless it is approved, all its tokens end.</summary>
    /// <param name="id">Its client id.</param>
    /// <param name="state">Its new state.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when there is no such app.</returns>
    public async ValueTask<bool> Change(string id, AppState state, CancellationToken ct)
    {
        var number = await _events.Number(ct);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await _database.Write(
            async tx =>
            {
                if (await tx.Execute("UPDATE access_app SET changed_at = CASE WHEN state = $2 THEN changed_at ELSE $3 END, state = $2 WHERE id = $1", id, (int)state, now) == 0)
                {
                    return false;
                }

                if (state != AppState.Approved)
                {
                    await tx.Execute("UPDATE access_family SET ended_at = $2 WHERE app = $1 AND ended_at IS NULL", id, now);
                    await tx.Execute("DELETE FROM access_token WHERE client = $1", id);
                }

                await _events.Write(tx, number, $"app-{StateText(state)}", id, "command");
                return true;
            },
            ct);
    }

    internal static ValueTask<App?> Find(SqlSession session, string id) => session.First($"SELECT {Columns} FROM access_app WHERE id = $1", Map, id);

    /// <summary>How many apps are in a state since a time.</summary>
    internal async ValueTask<long> Count(AppState state, DateTimeOffset since, CancellationToken ct) => await _database.ReadLatest(
        session => session.First("SELECT count(*) FROM access_app WHERE state = $1 AND made_at > $2", row => row.Long(0), (int)state, since.ToUnixTimeMilliseconds()), ct);

    private static string StateText(AppState state) => state switch
    {
        AppState.Sandbox => "sandbox",
        AppState.Waiting => "waiting",
        AppState.Approved => "approved",
        AppState.Refused => "refused",
        _ => "closed",
    };

    private static ValueTask<int> Insert(WriteTransaction tx, App app) => tx.Execute(
        $"INSERT INTO access_app ({Columns}, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $12)",
        app.Id,
        app.Name,
        (int)app.Registration.Kind,
        (int)app.State,
        app.Registration.IsNative ? 1 : 0,
        app.SecretHash,
        app.Registration.Jwks,
        app.Registration.JwksUri,
        string.Join('\n', app.Registration.Redirects),
        app.Registration.Scopes,
        app.Registration.LaunchUri,
        app.MadeAt.ToUnixTimeMilliseconds(),
        app.Registration.Purpose ?? "",
        app.Registration.Purpose is null ? "" : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    private static App Map(Row row) => new(row.Text(0), (AppState)row.Int(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(11)), new AppRegistration(
        row.Text(1), (AppKind)row.Int(2), row.Text(8).Split('\n', StringSplitOptions.RemoveEmptyEntries), row.Text(9))
    {
        IsNative = row.Int(4) == 1,
        Jwks = row.TextOrNull(6),
        JwksUri = row.TextOrNull(7),
        LaunchUri = row.TextOrNull(10),
        Purpose = row.Text(12) is { Length: > 0 } purpose ? purpose : null,
    })
    {
        SecretHash = row.BytesOrNull(5),
    };
}
