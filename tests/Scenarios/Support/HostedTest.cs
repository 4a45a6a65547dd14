using System.Net.Http.Headers;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;
using Helhed.Tests.Modules.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>
/// A scenario over real HTTP on a server in this process: with a clock that is moved by hand, callers of every sort (the bearer token
/// names who asks), and a database of its own.
/// </summary>
public abstract class HostedTest(Dialect dialect) : IAsyncLifetime
{
    private readonly Fresh _fresh = new(dialect);
    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected static Caller Me { get; } = new(CallerKind.Citizen, "Patient/me", "Me", "citizen");

    protected static Caller Doctor { get; } = new(CallerKind.Staff, "Practitioner/doctor", "Doctor", "doctor");

    protected static Caller Other { get; } = new(CallerKind.System, "Device/other", "Other", "system");

    protected ManualClock Clock => _fresh.TheClock;

    protected RecordStore Store { get; private set; } = null!;

    protected string Address { get; private set; } = "";

    private protected FhirClient Api { get; private set; } = null!;

    protected Database Database => _fresh.Open;

    protected IServiceProvider Services => _app!.Services;

    public virtual async ValueTask InitializeAsync()
    {
        await _fresh.InitializeAsync();
        await Start();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Stop();
        _clients.ForEach(c => c.Dispose());
        await _fresh.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the server, once more after <see cref="Stop"/>.</summary>
    /// <param name="withWorkers">False for a server whose background work waits for ever.</param>
    protected async Task Start(bool withWorkers = true)
    {
        Store = new RecordStore(Database, new IdBlocks(Database), await RecordsOptions.Load(Database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), Clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = RecordsSetup.MaxBodyBytes);
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddPlatform(Database);
        AddRooms(builder.Services);
        if (!withWorkers)
        {
            builder.Services.RemoveAll<WorkKind>();
        }

        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.SetCaller(CallerOf(context.Request.Headers.Authorization.ToString()));
            return next(context);
        });
        _app.UseRouting();
        _app.UseRecords(Limits);
        _app.MapRecords();
        await _app.StartAsync(Ct);
        Address = _app.Urls.First();
        Api = As(new Caller(CallerKind.System, "Device/test", "Test", "system"));
    }

    /// <summary>Stops the server as a restart would: what it was doing is given back.</summary>
    protected async Task Stop()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }

    private protected virtual RecordsLimits Limits => RecordsLimits.Default;

    private protected virtual void AddRooms(IServiceCollection services) => services.AddRecords(Store);

    /// <summary>A client on somebody's behalf.</summary>
    private protected FhirClient As(Caller caller)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(100) };
        _clients.Add(http);
        return new FhirClient(http, Convert.ToBase64String(Encoding.UTF8.GetBytes(CallerText.Of(caller))));
    }

    private protected async Task<Answer> Give(string type, string id, string members)
    {
        var answer = await Api.Put($"{type}/{id}", $$"""{"resourceType":"{{type}}","id":"{{id}}"{{(members.Length > 0 ? "," : "")}}{{members}}}""");
        Assert.True(answer.Status is 200 or 201, $"{answer.Request}: {answer.Status} {answer.Text}");
        return answer;
    }

    private static Caller CallerOf(string authorization) => AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Parameter is { } token
        ? CallerText.Read(Encoding.UTF8.GetString(Convert.FromBase64String(token)))
        : Caller.Anonymous;

    private sealed class Fresh(Dialect dialect) : StoreTest(dialect)
    {
        internal ManualClock TheClock => Clock;

        internal Database Open => Database;

        protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];
    }
}
