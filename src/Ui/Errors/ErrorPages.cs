using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Ui;

/// <summary>The designed pages for 400, 403, 404, 500 and 503.</summary>
public static class ErrorPages
{
    /// <summary>The hidden field that names one that is typed in.</summary>
    internal const string TypedField = "felt";

    private const string SecondsOfBusy = "2";
    private const int MostKept = 20;
    private const int LongestLabel = 100;
    private const int LongestKept = 10_000;

    /// <summary>404: the page, or what it should show, does not exist.</summary>
    public static IResult NotFound(HttpContext context) =>
        Answer(context, StatusCodes.Status404NotFound, t => (t.NotFoundTitle, t.NotFoundText, IconName.Search));

    /// <summary>403: known, but not for this person. With <paramref name="viewer"/> the page offers to log out.</summary>
    public static IResult Forbidden(HttpContext context, Viewer? viewer = null) =>
        Answer(context, StatusCodes.Status403Forbidden, t => (t.ForbiddenTitle, t.ForbiddenText, IconName.Lock), viewer: viewer);

    /// <summary>403 for a citizen, in words about records and not about work.</summary>
    public static IResult NotYours(HttpContext context, Viewer? viewer = null) =>
        Answer(context, StatusCodes.Status403Forbidden, t => (t.ForbiddenTitle, t.ForbiddenCitizenText, IconName.Lock), viewer: viewer);

    /// <summary>500: broken on our side; quotes the trace's number, which stands in the log too.</summary>
    public static IResult Broken(HttpContext context) =>
        Answer(context, StatusCodes.Status500InternalServerError, t => (t.BrokenTitle, t.BrokenText, IconName.Warning),
            (Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier)[..8]);

    /// <summary>413: a file that was sent is larger than anything is taken, and was not read.</summary>
    public static IResult TooLarge(HttpContext context) =>
        Answer(context, StatusCodes.Status413PayloadTooLarge, t => (t.TooLargeTitle, t.TooLargeText, IconName.Warning));

    /// <summary>400: the form is too old, most often since the reader was logged off meanwhile. What was written stands on the page, and nowhere else.</summary>
    public static async Task<IResult> FormExpired(HttpContext context) => FormSubjectCheck.IsForAnother(context)
        ? Answer(context, StatusCodes.Status409Conflict, t => (t.FormOfAnotherTitle, t.FormOfAnotherText, IconName.Person), kept: await Written(context))
        : Answer(context, StatusCodes.Status400BadRequest, t => (t.FormExpiredTitle, t.FormExpiredText, IconName.Time), kept: await Written(context));

    /// <summary>For a page of somebody who is logged in, when nobody is: where to log in, and back to the page afterwards; and for a form that was sent, what was written in it.</summary>
    public static async Task<IResult> LoggedOff(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HttpMethods.IsPost(context.Request.Method) ? await FormExpired(context) : Results.LocalRedirect(LogInPath(context));
    }

    // The path is this request's own. The log-in lets it through only where it leads to this server.
    private static string LogInPath(HttpContext context) => $"/log-ind?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}";

    // The page says which of its fields are typed in, and what they are called ("name=label"). Where it does not: texts have spaces, and
    // numbers and keys of hidden fields have none.
    private static async Task<IReadOnlyList<KeptText>> Written(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
        {
            return [];
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var named = form[TypedField].OfType<string>().Select(f => f.Split('=', 2)).Where(f => f.Length == 2).DistinctBy(f => f[0], StringComparer.Ordinal)
                .SelectMany(f => form[f[0]].OfType<string>().Select(text => new KeptText(f[1].Length <= LongestLabel ? f[1] : f[1][..LongestLabel], text))).ToList();
            var kept = named.Count > 0 ? named : form.Where(f => f.Key != TypedField).SelectMany(f => f.Value).OfType<string>().Where(v => v.Trim().Contains(' ', StringComparison.Ordinal)).Select(v => new KeptText(null, v));
            return [.. kept.Where(k => k.Text.Length <= LongestKept && k.Text.Trim().Length > 0).Take(MostKept)];
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException or IOException)
        {
            return []; // no form that can be read: then there is nothing to keep
        }
    }

    internal static Task AnswerException(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>()?.Error is not { } error || !context.RequestServices.GetRequiredService<UiSettings>().IsBusy(error))
        {
            return WantsPage(context) ? Broken(context).ExecuteAsync(context) : Task.CompletedTask;
        }

        context.Response.Headers.RetryAfter = SecondsOfBusy;
        if (WantsPage(context))
        {
            return Answer(context, StatusCodes.Status503ServiceUnavailable, t => (t.BusyTitle, t.BusyText, IconName.Time)).ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    internal static Task AnswerStatus(StatusCodeContext status)
    {
        var context = status.HttpContext;
        if (!WantsPage(context))
        {
            return Task.CompletedTask;
        }

        var page = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => NotFound(context),
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => Forbidden(context),
            StatusCodes.Status400BadRequest => Answer(context, StatusCodes.Status400BadRequest, t => (t.FormExpiredTitle, t.FormExpiredText, IconName.Time)),
            >= 500 => Broken(context),
            _ => null,
        };
        return page?.ExecuteAsync(context) ?? Task.CompletedTask;
    }

    private static bool WantsPage(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static IResult Answer(
        HttpContext context, int status, Func<UiTexts, (string Title, string Text, IconName Icon)> words,
        string? number = null, Viewer? viewer = null, IReadOnlyList<KeptText>? kept = null)
    {
        PageEndpoints.SetHeaders(context);
        var frame = PageFrame.Of(context) with { Viewer = viewer };
        var texts = UiTexts.Of(frame.Language);
        var (title, text, icon) = words(texts);
        return PageEndpoints.Page<Notice>(frame, new NoticeModel(title, text, icon, "/", texts.ToFrontPage, number) { Kept = kept ?? [] }, status);
    }
}
