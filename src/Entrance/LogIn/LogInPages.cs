using Helhed.Access.LogIn;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary>
/// <c>/log-ind</c>: choose where; <c>/log-ind/PROVIDER</c>: go there; <c>/log-ind/svar/PROVIDER</c>: come back. Links and no forms: a form's answer may
/// not lead to another server by our own content security policy.
/// </summary>
internal static class LogInPages
{
    public const string Path = "/log-ind";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, LogIns logIns, UiSettings settings, string? to) =>
            PageEndpoints.Page<LogInPage>(EntranceFrame.Of(context), new LogInModel(logIns.Providers, to, settings.Demo)));
        pages.MapGet(Path + "/{provider}", Begin);
        pages.MapGet(Path + "/svar/{provider}", Complete);
    }

    public static string AddressOf(LogInProvider provider, string? target) =>
        target is null ? $"{Path}/{provider.Name}" : $"{Path}/{provider.Name}?to={Uri.EscapeDataString(target)}";

    /// <summary>A provider that is not there, or does not answer.</summary>
    public static IResult Closed(HttpContext context, Problem problem)
    {
        if (problem.Kind == ProblemKind.NotFound)
        {
            return ErrorPages.NotFound(context);
        }

        var t = EntranceTexts.Of(context.Language());
        return EntranceFrame.Notice(context, t.Refusal(LogInResult.ProviderFailed), (Path, t.TryAgain), (IconName.Warning, StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task<IResult> Begin(HttpContext context, LogIns logIns, string provider, string? to, CancellationToken ct) =>
        (await logIns.Begin(context, provider, to, ct)).TryGet(out var address, out var problem)
            ? Results.Redirect(address.AbsoluteUri)
            : Closed(context, problem);

    private static async Task<IResult> Complete(HttpContext context, LogIns logIns, string provider, CancellationToken ct)
    {
        var answer = await logIns.Complete(context, provider, ct);
        if (answer.Result is LogInResult.LoggedIn or LogInResult.ChooseRole)
        {
            return EntranceFrame.SeeOther(context, answer.Target);
        }

        var t = EntranceTexts.Of(context.Language());
        var (icon, status) = answer.Result switch
        {
            LogInResult.Cancelled => (IconName.Info, StatusCodes.Status200OK),
            LogInResult.Expired => (IconName.Time, StatusCodes.Status400BadRequest),
            LogInResult.ProviderFailed => (IconName.Warning, StatusCodes.Status502BadGateway),
            _ => (IconName.Lock, StatusCodes.Status403Forbidden),
        };
        return EntranceFrame.Notice(context, t.Refusal(answer.Result), (Path, t.TryAgain), (icon, status), Path);
    }
}
