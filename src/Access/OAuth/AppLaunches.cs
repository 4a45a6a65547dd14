using Helhed.Access.Log;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>An app that can be opened from Helhed's pages.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Name">As people see it.</param>
/// <param name="Source">Where it is opened, as a source of a content security policy.</param>
public sealed record LaunchableApp(string Id, string Name, string Source);

/// <summary>Opens apps from Helhed's pages with what is in view: https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#launch-app-ehr-launch</summary>
public sealed class AppLaunches
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int MostListed = 50;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessOptions _options;
    private readonly AppRegistry _apps;
    private readonly AccessEvents _events;

    internal AppLaunches(Database database, TimeProvider clock, AccessOptions options, AppRegistry apps, AccessEvents events)
    {
        _database = database;
        _clock = clock;
        _options = options;
        _apps = apps;
        _events = events;
    }

    /// <summary>The apps that can be opened, by name; at most 50.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The apps.</returns>
    public async ValueTask<List<LaunchableApp>> Apps(CancellationToken ct) =>
        [
            .. (await _apps.List(ct))
                .Where(app => app.Registration.LaunchUri is not null && OAuth.Apps.MayBeUsed(app.State, _options))
                .OrderBy(app => app.Name, StringComparer.Ordinal)
                .Take(MostListed)
                .Select(app => new LaunchableApp(app.Id, app.Name, RedirectRule.Source(app.Registration.LaunchUri!))),
        ];

    /// <summary>Makes what an app is opened with: good once, for five minutes, and only in the browser of who opened it.</summary>
    /// <param name="context">The browser's request.</param>
    /// <param name="app">The app's client id.</param>
    /// <param name="patient">"Patient/x" in view; null for none.</param>
    /// <param name="encounter">"Encounter/x" in view; null for none.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The address to go to; null when the app cannot be opened, or nobody is logged in.</returns>
    public async ValueTask<string?> Open(HttpContext context, string app, string? patient, string? encounter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var caller = context.Caller();
        if (caller is not { Kind: CallerKind.Citizen or CallerKind.Staff, Client: null }
            || await _apps.Find(app, ct) is not { Registration.LaunchUri: { } address } found || !OAuth.Apps.MayBeUsed(found.State, _options))
        {
            return null;
        }

        var launch = Secret.New();
        var expires = _clock.GetUtcNow() + Lifetime;
        var number = await _events.Number(ct);
        await _database.Write(
            async tx =>
            {
                await _events.Write(tx, number, "launch", caller.Reference, $"app {app}");
                return await tx.Execute(
                    "INSERT INTO access_launch (hash, app, person, patient, encounter, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    Secret.Hash(launch),
                    app,
                    caller.Reference,
                    caller.Kind == CallerKind.Citizen ? caller.Subject : patient,
                    encounter,
                    expires.ToUnixTimeMilliseconds());
            },
            ct);
        var join = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{address}{join}iss={Uri.EscapeDataString(_options.Origin(context.Request) + Addresses.Fhir)}&launch={launch}";
    }

    /// <summary>Uses up a launch; null when it is not known, too old, or for another app.</summary>
    internal static async ValueTask<Launch?> Take(WriteTransaction tx, string launch, string app, DateTimeOffset now)
    {
        if (Secret.Hash(launch) is not { } hash)
        {
            return null;
        }

        var found = await tx.First(
            "SELECT person, patient, encounter FROM access_launch WHERE hash = $1 AND app = $2 AND expires_at > $3",
            row => new Launch(row.Text(0), row.TextOrNull(1), row.TextOrNull(2)),
            hash,
            app,
            now.ToUnixTimeMilliseconds());
        return found is not null && await tx.Execute("DELETE FROM access_launch WHERE hash = $1", hash) == 1 ? found : null;
    }

    internal sealed record Launch(string Person, string? Patient, string? Encounter);
}
