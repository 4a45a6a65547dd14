using System.Globalization;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Ledger;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary>
/// <c>/borger/adgange</c>: who has seen the record; <c>…/bevis</c>: that an access is in the ledger; <c>…/spoerg</c>: ask the unit why.
/// </summary>
internal static class LooksPages
{
    public const string Path = "/borger/adgange";
    public const string Proof = Path + "/bevis";
    public const string Ask = Path + "/spoerg";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, LooksQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
            {
                var found = await query.Run(caller, FilterOf(context.Request.Query), Before(context.Request.Query["fra"]), context.Language(), ct);
                return found.TryGet(out var model, out var problem)
                    ? CitizenPages.Show<LooksPage>(context, caller, name, model with { WasAsked = context.Request.Query.ContainsKey("spurgt") })
                    : Refusal(context, problem);
            }));
        pages.MapGet(Proof, (HttpContext context, CitizenRecords records, LooksQuery query, AccessLog log, LedgerBook ledger, LedgerSigner signer, CancellationToken ct) =>
            WithLook(context, records, (query, log), async (caller, name, look) => CitizenPages.Show<ProofPage>(context, caller, name, await ProofModel.Of(look, ledger, signer, ct)), ct));
        pages.MapGet(Ask, (HttpContext context, CitizenRecords records, LooksQuery query, AccessLog log, LookNames names, CancellationToken ct) =>
            WithLook(context, records, (query, log), async (caller, name, look) => CitizenPages.Show<AskPage>(context, caller, name, await AskModelOf(caller, look, names, ct)), ct));
        pages.MapPost(Ask, (HttpContext context, CitizenRecords records, LooksQuery query, AccessLog log, LookNames names, Questions questions, CancellationToken ct) =>
            WithLook(context, records, (query, log), (caller, name, look) => Send(context, (caller, name), look, (query, names), questions), ct));
    }

    /// <summary>The address of a page of the list.</summary>
    public static string Address(LookFilter filter, string? from)
    {
        var parts = new[] { ("hvem", filter.Person), ("enhed", filter.Unit), ("hvad", filter.Kind), ("fra", from) }
            .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}");
        return $"{Path}?{string.Join('&', parts)}";
    }

    /// <summary>The address of a page about one access.</summary>
    public static string AddressOf(string page, LookGroup look, LookLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{page}?t={line.To.ToUnixTimeMilliseconds()}&hvem={Uri.EscapeDataString(look.Person)}");

    private static LookFilter FilterOf(IQueryCollection query) => new(Text(query["hvem"]), Text(query["enhed"]), Text(query["hvad"]));

    private static string? Text(string? typed) => string.IsNullOrEmpty(typed) || typed.Length > 200 ? null : typed;

    private static (long, long)? Before(string? from) =>
        from?.Split('-') is [var at, var number]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var atMs) && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (atMs, place)
            : null;

    private static Task<IResult> WithLook(
        HttpContext context, CitizenRecords records, (LooksQuery Query, AccessLog Log) looks, Func<Caller, CitizenName?, LoggedAccess, Task<IResult>> page, CancellationToken ct) =>
        CitizenPages.ForCitizen(context, records, async (caller, name) =>
        {
            if (!long.TryParse(context.Request.Query["t"], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || Text(context.Request.Query["hvem"]) is not { } who)
            {
                return ErrorPages.NotFound(context);
            }

            var found = await looks.Query.At(caller, who, DateTimeOffset.FromUnixTimeMilliseconds(ms), looks.Log, ct);
            return found.TryGet(out var accesses, out var problem)
                ? accesses.Count == 0 ? ErrorPages.NotFound(context) : await page(caller, name, accesses[0])
                : Refusal(context, problem);
        });

    private static async Task<AskModel> AskModelOf(Caller caller, LoggedAccess look, LookNames names, CancellationToken ct)
    {
        var who = look.Entry.Caller;
        var known = await names.Of(caller, [who.Reference, who.Organization], ct);
        return new AskModel(look.At, who.Reference, known.GetValueOrDefault(who.Reference, who.Reference), who.Organization is { } unit ? known.GetValueOrDefault(unit, unit) : "");
    }

    private static async Task<IResult> Send(HttpContext context, (Caller Caller, CitizenName? Name) reader, LoggedAccess look, (LooksQuery Query, LookNames Names) looks, Questions questions)
    {
        var ct = context.RequestAborted;
        var (caller, name) = reader;
        var typed = (await context.Request.ReadFormAsync(ct))["ord"].ToString().Trim();
        var who = await looks.Query.Real(caller, look.Entry.Caller.Reference, ct);
        var asked = await questions.Ask(caller, name?.Full ?? caller.Display, (who, look.At), typed, ct);
        if (asked.Problem is not { Kind: not ProblemKind.Conflict } problem)
        {
            // Asked before, as by a second click: the question is among those on the page.
            return new SeeOther($"{Path}?spurgt=1");
        }

        var t = new LooksTexts(context.Language());
        var message = problem.Kind switch
        {
            ProblemKind.Invalid => t.AskTooShort,
            _ => t.AskFailed,
        };
        var model = await AskModelOf(caller, look, looks.Names, ct) with { Typed = typed, Errors = [new FormError("ord", message)] };
        return CitizenPages.Show<AskPage>(context, caller, name, model, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Refusal(HttpContext context, Problem problem) => problem.Kind is ProblemKind.Forbidden ? ErrorPages.NotYours(context) : ErrorPages.Broken(context);
}
