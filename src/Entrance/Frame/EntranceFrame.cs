using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Entrance;

/// <summary>The frame of the entrance's pages.</summary>
internal static class EntranceFrame
{
    public const string LogOutPath = "/logud";

    public static PageFrame Of(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        return context.Caller() is { Kind: not CallerKind.Anonymous } caller ? frame with { Viewer = new Viewer(caller.Display, null, LogOutPath) } : frame;
    }

    /// <summary>A page with one thing to say. <paramref name="path"/> is where another language leads when this page's own address works only once.</summary>
    public static IResult Notice(HttpContext context, (string Title, string Text) words, (string Path, string Text) way, (IconName Icon, int Status) look, string? path = null) =>
        PageEndpoints.Page<Notice>(Of(context) is var frame && path is null ? frame : frame with { Path = path }, new NoticeModel(words.Title, words.Text, look.Icon, way.Path, way.Text), look.Status);

    /// <summary>303, so that the browser goes on with GET and a reload sends nothing twice. Only to a path on this server.</summary>
    public static IResult SeeOther(HttpContext context, string path)
    {
        context.Response.Headers.Location = LocalPath.OrRoot(path);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
