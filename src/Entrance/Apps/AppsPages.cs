using System.Globalization;
using Helhed.Access;
using Helhed.Access.OAuth;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary>
/// <c>/apps</c>: the apps somebody has given access, to be withdrawn, and those that can be opened. A page about a patient leads here
/// with <c>?patient=ID</c>, and <c>&amp;besoeg=ID</c> for the contact that goes on; the app then opens on these.
/// </summary>
internal static class AppsPages
{
    public const string Path = "/apps";
    public const string Withdraw = "/apps/tilbage";
    public const string Open = "/apps/aabn";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, AppGrants grants, AppLaunches launches) => Show(context, grants, launches, null));
        pages.MapPost(Withdraw, async (HttpContext context, AppGrants grants, AppLaunches launches) =>
            long.TryParse(context.Request.Form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await grants.Withdraw(context.Caller(), number, context.RequestAborted)
                ? AppFrame.Go($"{Path}?trukket=1")
                : AppFrame.Go(Path));
        pages.MapPost(Open, async (HttpContext context, AppGrants grants, AppLaunches launches) =>
            await launches.Open(context, context.Request.Form["app"].ToString(), PatientOf(context.Request.Form["patient"]), ReferenceOf("Encounter", context.Request.Form["besoeg"]), context.RequestAborted) is { } address
                ? AppFrame.Go(address)
                : await Show(context, grants, launches, AppTexts.Of(context.Language()).CannotOpen));
    }

    private static async Task<IResult> Show(HttpContext context, AppGrants grants, AppLaunches launches, string? refusal)
    {
        var caller = context.Caller();
        if (caller.Kind is not (CallerKind.Citizen or CallerKind.Staff))
        {
            return AppFrame.Go($"/log-ind?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        }

        var model = new AppsModel(await grants.List(caller, context.RequestAborted), await launches.Apps(context.RequestAborted))
        {
            Patient = caller.Kind == CallerKind.Staff ? PatientOf(context.Request.Query["patient"])?["Patient/".Length..] : null,
            Encounter = caller.Kind == CallerKind.Staff ? ReferenceOf("Encounter", context.Request.Query["besoeg"])?["Encounter/".Length..] : null,
            WasWithdrawn = context.Request.Query.ContainsKey("trukket"),
            Refusal = refusal,
        };
        AppFrame.LetFormsLeadTo(context, model.Apps.Select(app => app.Source));
        return PageEndpoints.Page<AppsPage>(AppFrame.Of(context), model, refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static string? PatientOf(string? id) => ReferenceOf("Patient", id);

    private static string? ReferenceOf(string type, string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? $"{type}/{id}" : null;
}

/// <summary>Somebody's apps.</summary>
/// <param name="Grants">What was given.</param>
/// <param name="Apps">What can be opened.</param>
public sealed record AppsModel(IReadOnlyList<AppGrant> Grants, IReadOnlyList<LaunchableApp> Apps)
{
    /// <summary>Id of the patient that apps open on; null for none.</summary>
    public string? Patient { get; init; }

    /// <summary>Id of the contact that apps open on; null for none.</summary>
    public string? Encounter { get; init; }

    /// <summary>A grant was withdrawn just now.</summary>
    public bool WasWithdrawn { get; init; }

    /// <summary>What could not be done; null for nothing.</summary>
    public string? Refusal { get; init; }
}
