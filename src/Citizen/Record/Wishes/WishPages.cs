using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/journal/svar</c>: how a citizen wants results, chosen before they come. Only for one's own record.</summary>
internal static class WishPages
{
    public const string Path = RecordParts.Root + "/svar";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, ResultWishes wishes, CancellationToken ct) =>
            CitizenPages.ForOwn(context, records, async (caller, name) =>
                CitizenPages.Show<WishPage>(context, caller, name, new WishModel(ResultWishes.Name(await wishes.Now(caller, ct)), context.Request.Query.ContainsKey("gemt"), []) { From = await wishes.Latest(caller, ct) })));
        pages.MapPost(Path, (HttpContext context, CitizenRecords records, ResultWishes wishes, CancellationToken ct) =>
            CitizenPages.ForOwn(context, records, async (caller, name) =>
            {
                var chosen = context.Request.Form["svar"].ToString();
                var t = new RecordTexts(context.Language());
                var message = ResultWishes.Of(chosen) is not { } wish ? t.WishChoose : await wishes.Choose(caller, wish, ct) is null ? null : t.Failed;
                return message is null
                    ? new SeeOther(Path + "?gemt=1")
                    : CitizenPages.Show<WishPage>(context, caller, name, new WishModel(chosen, false, [new FormError("svar", message)]) { From = await wishes.Latest(caller, ct) }, StatusCodes.Status422UnprocessableEntity);
            }));
    }
}

/// <summary>How a citizen wants results.</summary>
/// <param name="Chosen">The name of the choice.</param>
/// <param name="WasSaved">It was saved just now.</param>
/// <param name="Errors">What to correct.</param>
public sealed record WishModel(string Chosen, bool WasSaved, IReadOnlyList<FormError> Errors)
{
    /// <summary>The record of what is chosen: who wrote it down for the citizen stands there.</summary>
    internal WishRecord? From { get; init; }
}
