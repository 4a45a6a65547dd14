using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.LogIn;
using Helhed.Access.Sessions;
using Helhed.Entrance;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Tests.Modules.Support;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>
/// Access and the entrance on a server in this process, with what the records would tell Access put into its tables. /who says who is logged
/// in, /farligt is a dangerous act.
/// </summary>
public abstract class EntranceTest(Dialect dialect) : StoreTest(dialect)
{
    protected const string Cpr = "urn:oid:1.2.208.176.1.2";
    protected const string Authorisation = "https://autregweb.sst.dk";

    private long _sources = 1000;

    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room];

    /// <summary>The built program, beside which the pages' assets lie.</summary>
    private protected virtual string HostDll => typeof(EntranceTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Host").Value!;

    private protected ShiftedClock Time { get; } = new();

    private protected Kept Log { get; } = new();

    private protected async Task<Running> Open(IReadOnlyDictionary<string, string?> settings, int? port = null, Uri? publicAddress = null, bool demo = false)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port ?? 0}"));
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddPlatform(Database);
        builder.Services.AddAccess(new AccessOptions(demo) { LogIn = LogInSettings.Read(configuration).Value, PublicAddress = publicAddress });
        builder.Services.AddUi(new UiSettings(Path.Combine(Path.GetDirectoryName(HostDll)!, "assets"), demo, _ => "Region Sjælland"));
        builder.Services.AddEntrance();
        var app = builder.Build();
        app.UseUi();
        app.UseAccess();
        app.UseEntrance();
        app.UseRouting();
        app.MapAccess();
        app.MapUi();
        app.MapEntrance();
        app.MapGet("/who", (HttpContext context) => Say(context.Caller()));
        app.MapGet("/borger", (HttpContext context) => Say(context.Caller()));
        app.MapGet("/klinik", (HttpContext context) => Say(context.Caller()));
        app.MapPost("/farligt", (HttpContext context, TimeProvider clock) => context.WhereToProve(clock, "/who") is { } path ? Results.LocalRedirect(path) : Results.Text("done"));
        app.MapPost("/for/{patient}", async (HttpContext context, SessionStore sessions, string patient) =>
            await sessions.ActFor(context, patient == "mig" ? null : $"Patient/{patient}", "mandate", context.RequestAborted) ? Results.Text("done") : Results.NotFound());
        await app.StartAsync(Ct);
        return new Running(app);
    }

    /// <summary>The settings of a provider, from which a test may take and to which it may add.</summary>
    private protected static Dictionary<string, string?> Provider(string name, string issuer, string kind, (string Id, string? Secret) client, params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Title"] = name == "mitid" ? "MitID" : "Regionens login",
            ["Issuer"] = issuer,
            ["ClientId"] = client.Id,
            ["ClientSecret"] = client.Secret,
            ["Kind"] = kind,
            ["IdentifierClaim"] = kind == "staff" ? "autid" : "cpr",
            ["AssuranceClaim"] = "loa",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return settings.Where(s => s.Value is not null).ToDictionary(s => $"Helhed:LogIn:Providers:{name}:{s.Key}", s => s.Value);
    }

    protected async Task GivePatient(string id, string cpr, DateOnly born)
    {
        var source = _sources++;
        await Run("INSERT INTO access_identity (source, value, reference) VALUES ($1, $2, $3)", source, People.IdentityKey(Cpr, cpr), $"Patient/{id}");
        await Run(
            "INSERT INTO access_person (source, patient, born, protected) VALUES ($1, $2, $3, 0)", source, Hash64.Of($"Patient/{id}"), born.DayNumber - new DateOnly(1970, 1, 1).DayNumber);
    }

    protected async Task GivePractitioner(string id, string number) => await Run(
        "INSERT INTO access_identity (source, value, reference) VALUES ($1, $2, $3)", _sources++, People.IdentityKey(Authorisation, number), $"Practitioner/{id}");

    protected async Task GivePost(string id, string person, string role, string unit)
    {
        var source = _sources++;
        var now = Time.GetUtcNow();
        await Run(
            "INSERT INTO access_unit (source, unit, reference, name, parent) VALUES ($1, $2, $3, $4, 0)", source, Hash64.Of($"Organization/{unit}"), $"Organization/{unit}", $"Afdeling {unit}");
        await Run(
            "INSERT INTO access_post (source, reference, person, role, unit, title, begins, ends) VALUES ($1, $2, $3, $4, $5, '', $6, $7)",
            source,
            $"PractitionerRole/{id}",
            $"Practitioner/{person}",
            role,
            $"Organization/{unit}",
            now.AddDays(-1).ToUnixTimeMilliseconds(),
            now.AddDays(30).ToUnixTimeMilliseconds());
    }

    /// <summary>What the ledger says, in order: "log-in Patient/x openid-connect:mitid".</summary>
    private protected async Task<List<string>> Ledger(Running site)
    {
        var book = site.Services.GetRequiredService<LedgerBook>();
        for (var waited = 0; await Database.ReadLatest(session => session.First("SELECT EXISTS (SELECT 1 FROM ledger_waiting)", row => row.Bool(0)), Ct); waited++)
        {
            // The server's own keeper may be at it: then this gives nothing until its transaction has ended.
            Assert.True(waited < 6000, "The ledger does not take its entries.");
            if (await book.Grow(100, Ct) == 0)
            {
                await Task.Delay(10, Ct);
            }
        }

        var entries = await Database.ReadLatest(session => session.Query("SELECT content FROM ledger_entry ORDER BY number", row => row.Bytes(0)), Ct);
        return [.. entries.SelectMany(content => JsonNode.Parse(content)!.AsArray()).Select(entry => entry!).Select(entry => $"{entry["what"]} {entry["who"]} {entry["rule"]}")];
    }

    private static string Say(Caller caller) =>
        caller.Kind == CallerKind.Anonymous ? "nobody" : $"{caller.Reference} {caller.Role} {caller.Organization} {caller.Post} {caller.Assurance} for {caller.Subject} as {caller.Display}";

    /// <summary>What was logged, line by line.</summary>
    internal sealed class Kept : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        internal IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }

    internal sealed class Running(WebApplication app) : IAsyncDisposable
    {
        private readonly List<Wanderer> _visitors = [];

        internal Uri Address { get; } = new(app.Urls.First());

        internal IServiceProvider Services => app.Services;

        internal Wanderer Visitor(string? hint = null)
        {
            var visitor = new Wanderer(Address) { Hint = hint };
            _visitors.Add(visitor);
            return visitor;
        }

        public async ValueTask DisposeAsync()
        {
            _visitors.ForEach(v => v.Dispose());
            await app.DisposeAsync();
        }
    }
}
