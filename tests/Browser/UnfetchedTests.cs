using Helhed.Booking;
using Helhed.Citizen;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Browser;

/// <summary>Pages of which a part could not be fetched: they say so, and never that there is nothing. A server in this process shows the pages alone.</summary>
[Trait("Needs", "Chromium")]
public sealed class UnfetchedTests(Site site)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_fetched_is_said_on_the_page_and_not_called_nothing(bool phone)
    {
        await using var server = await Start(app =>
        {
            var none = new Section<Trend>(null);
            app.MapGet("/borger", (HttpContext c) => Page<StartPage>(c, new StartModel("Test", Now, new Section<AppointmentView>(null), none, [])));
            app.MapGet("/borger/aftaler", (HttpContext c) => Page<AppointmentsPage>(c, new VisitsModel(Now, new Section<VisitLine>(null), [], new Section<AppointmentView>(null)) { Clinics = new ClinicSet([]) }));
            app.MapGet("/borger/resultater", (HttpContext c) => Page<ResultsPage>(c, new ResultsModel(none, null)));
            app.MapGet("/borger/resultater-valgt", (HttpContext c) => Page<ResultsPage>(c, new ResultsModel(none, PartFilter.None)));
            app.MapGet("/borger/journal", (HttpContext c) => Page<JournalPage>(c, new JournalModel(null, new HashSet<string>(), false)));
            app.MapGet("/borger/journal/medicin", (HttpContext c) => Page<PartPage>(c, new PartModel(RecordPart.Medicine, null, new HashSet<string>(), PartFilter.None)));
            app.MapGet("/borger/journal/soeg", (HttpContext c) => Page<FindInRecordPage>(c, new FindInRecordModel("kol", null, [])));
            app.MapGet("/borger/samtykker", (HttpContext c) => Page<ConsentsPage>(c, new ConsentsModel(null, true)));
        });
        await using var visit = await site.Visit(phone: phone, at: new Uri(server.Urls.First()));
        foreach (var (path, times) in new[] { ("", 2), ("/aftaler", 2), ("/resultater", 1), ("/resultater-valgt", 1), ("/journal", 1), ("/journal/medicin", 1), ("/journal/soeg", 1), ("/samtykker", 1) })
        {
            await visit.Page.GotoAsync("/borger" + path);
            Assert.Equal((path, times), (path, await visit.Page.Locator("main").GetByText("Denne del kunne ikke hentes").CountAsync()));
            Assert.DoesNotContain("Du har ingen", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
            await visit.Look("ikke-hentet" + path);
        }
    }

    private static IResult Page<TPage>(HttpContext context, object model)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        PageEndpoints.Page<TPage>(PageFrame.Of(context) with { Viewer = new Viewer("Test Person", "Borger", "/logud") }, model);

    private static async Task<WebApplication> Start(Action<RouteGroupBuilder> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddUi(new UiSettings(Path.Combine(Path.GetDirectoryName(Host.Dll)!, "assets"), true, _ => "Region Sjælland"));
        var app = builder.Build();
        app.UseUi();
        app.UseRouting();
        app.MapUi();
        map(app.MapPages());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
