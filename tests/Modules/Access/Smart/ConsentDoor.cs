using Helhed.Access;
using Helhed.Access.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>What the pages of the entrance do, without the pages: looks at a question, answers it, opens apps, withdraws grants.</summary>
internal static class ConsentDoor
{
    internal static void Map(WebApplication app)
    {
        app.MapGet("/adgang", async (HttpContext context, AppConsent consent, string nr) => Told(await consent.Look(context, nr, context.RequestAborted)));
        app.MapPost("/adgang", async (HttpContext context, AppConsent consent, string nr) =>
        {
            var form = await context.Request.ReadFormAsync();
            return Told(form.ContainsKey("afvis")
                ? await consent.Refuse(context, nr, context.RequestAborted)
                : await consent.Give(context, nr, new ConsentAnswer([.. form["scope"].Select(scope => scope!)], form["patient"]), context.RequestAborted));
        }).DisableAntiforgery();
        app.MapPost("/apps/open", async (HttpContext context, AppLaunches launches, string app, string? patient, string? encounter) =>
            await launches.Open(context, app, patient, encounter, context.RequestAborted) ?? "no").DisableAntiforgery();
        app.MapGet("/apps", async (HttpContext context, AppGrants grants) =>
            string.Join('\n', (await grants.List(context.Caller(), context.RequestAborted)).Select(g => $"{g.Number} {g.App} {g.Patient} {(g.IsInUse ? "in use" : "idle")} {g.Scopes}")));
        app.MapPost("/apps/withdraw", async (HttpContext context, AppGrants grants, long number) =>
            await grants.Withdraw(context.Caller(), number, context.RequestAborted) ? "done" : "no").DisableAntiforgery();
        app.MapGet("/fhir/caller", (HttpContext context) => context.Caller() is var caller
            ? $"{caller.Kind} {caller.Reference} role={caller.Role} client={caller.Client} scopes={caller.Scopes} patient={caller.LaunchPatient}" : "");
    }

    private static string Told(ConsentStep step) => step switch
    {
        ConsentStep.Leave leave => $"leave {leave.Address}",
        ConsentStep.Ask ask => $"ask {ask.Question.App} patient={ask.Question.Patient} chooses={ask.Question.ChoosesPatient} unknown={ask.WasUnknownPatient}{(ask.HasTriedMany ? " many" : "")} {ask.Question.Length} {ask.Question.Scopes}",
        ConsentStep.LogIn => "log-in",
        _ => "gone",
    };
}
