using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Entrance;

/// <summary>The frame of the pages about apps, and what they share as answers.</summary>
internal static class AppFrame
{
    public static PageFrame Of(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        var caller = context.Caller();
        var t = AppTexts.Of(frame.Language);
        return caller.Kind == CallerKind.Anonymous ? frame : frame with { Viewer = new Viewer(caller.Display, caller.Kind == CallerKind.Citizen ? t.Citizen : t.Staff, "/logud") };
    }

    /// <summary>Lets the page's forms lead to other addresses too: browsers follow no answer of a form that the policy does not name.</summary>
    public static void LetFormsLeadTo(HttpContext context, IEnumerable<string> sources)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString().Replace(
            "form-action 'self'", string.Join(' ', sources.Distinct(StringComparer.Ordinal).Prepend("form-action 'self'")), StringComparison.Ordinal);
    }

    /// <summary>303: the browser goes on with GET.</summary>
    public static IResult Go(string address) => new SeeOther(address);

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
