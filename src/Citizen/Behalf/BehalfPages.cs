using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/vegne</c>: on whose behalf a citizen reads. Who can be chosen is Access's to say, and said anew at every access.</summary>
internal static class BehalfPages
{
    public const string Path = "/borger/vegne";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, Acting acting) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Show(context, (caller, name), (records, acting), wasRefused: false)));
        pages.MapPost(Path, (HttpContext context, CitizenRecords records, Acting acting) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
            {
                var chosen = context.Request.Form["hvem"].ToString();
                return chosen.Length > 0 && await acting.Begin(context, chosen, context.RequestAborted)
                    ? new SeeOther("/borger")
                    : await Show(context, (caller, name), (records, acting), wasRefused: true);
            }));
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, (CitizenRecords Records, Acting Acting) from, bool wasRefused)
    {
        var t = new LooksTexts(context.Language());
        var caller = reader.Caller;
        var others = new List<Choice>();
        foreach (var patient in await from.Acting.For(caller, context.RequestAborted))
        {
            others.Add(new Choice(patient, (await from.Records.Name(caller with { OnBehalfOf = patient }, context.RequestAborted))?.Full ?? patient));
        }

        var self = new Choice(caller.Reference, string.Format(System.Globalization.CultureInfo.InvariantCulture, t.BehalfSelf, caller.Display));
        var model = new BehalfModel([self, .. others.OrderBy(c => c.Text, StringComparer.Ordinal)], caller.Subject)
        {
            Errors = wasRefused ? [new FormError("hvem", t.BehalfRefused)] : [],
        };
        return CitizenPages.Show<BehalfPage>(context, caller, reader.Name, model, wasRefused ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK);
    }
}

/// <summary>Somebody may not act for another any more.</summary>
/// <param name="Self">"Patient/x" of the reader.</param>
public sealed record EndedModel(string Self);

/// <summary>Whose record one can choose.</summary>
/// <param name="People">Oneself first.</param>
/// <param name="Now">Whose it is now.</param>
public sealed record BehalfModel(IReadOnlyList<Choice> People, string Now)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];
}
