using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Helhed.Ui;

/// <summary>The designed pages for 400, 403, 404 and 500.</summary>
public static class ErrorPages
{
    /// <summary>404: the page, or what it should show, does not exist.</summary>
    public static IResult NotFound(HttpContext context) =>
        Answer(context, StatusCodes.Status404NotFound, t => (t.NotFoundTitle, t.NotFoundText, IconName.Search));

    /// <summary>403: known, but not for this person. With <paramref name="viewer"/> the page offers to log out.</summary>
    public static IResult Forbidden(HttpContext context, Viewer? viewer = null) =>
        Answer(context, StatusCodes.Status403Forbidden, t => (t.ForbiddenTitle, t.ForbiddenText, IconName.Lock), viewer: viewer);

    /// <summary>500: broken on our side; quotes the trace's number, which stands in the log too.</summary>
    public static IResult Broken(HttpContext context) =>
        Answer(context, StatusCodes.Status500InternalServerError, t => (t.BrokenTitle, t.BrokenText, IconName.Warning),
            (Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier)[..8]);

    internal static RazorComponentResult<Notice> FormExpired(HttpContext context) =>
        Answer(context, StatusCodes.Status400BadRequest, t => (t.FormExpiredTitle, t.FormExpiredText, IconName.Time));

    internal static Task AnswerException(HttpContext context) =>
        WantsPage(context) ? Broken(context).ExecuteAsync(context) : Task.CompletedTask;

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
            StatusCodes.Status400BadRequest => FormExpired(context),
            >= 500 => Broken(context),
            _ => null,
        };
        return page?.ExecuteAsync(context) ?? Task.CompletedTask;
    }

    private static bool WantsPage(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static RazorComponentResult<Notice> Answer(
        HttpContext context, int status, Func<UiTexts, (string Title, string Text, IconName Icon)> words,
        string? number = null, Viewer? viewer = null)
    {
        PageEndpoints.SetHeaders(context);
        var frame = PageFrame.Of(context) with { Viewer = viewer };
        var texts = UiTexts.Of(frame.Language);
        var (title, text, icon) = words(texts);
        return PageEndpoints.Page<Notice>(frame, new NoticeModel(title, text, icon, "/", texts.ToFrontPage, number), status);
    }
}
