using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Ui;

/// <summary>What every page shares as an HTTP answer: a strict content security policy, no shared caching, checked forms.</summary>
public static class PageEndpoints
{
    // No 'unsafe-inline' anywhere: pages carry neither inline styles nor inline scripts.
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A group for pages: its answers carry the headers, and its POSTs need a valid antiforgery token.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("");
        group.AddEndpointFilter(async (call, next) =>
        {
            SetHeaders(call.HttpContext);
            try
            {
                if (HttpMethods.IsPost(call.HttpContext.Request.Method)
                    && !await call.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(call.HttpContext))
                {
                    return await ErrorPages.FormExpired(call.HttpContext);
                }
            }
            catch (AntiforgeryValidationException error)
            {
                // The form could not be read, and with it the token.
                return error.InnerException is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? ErrorPages.TooLarge(call.HttpContext) : await ErrorPages.FormExpired(call.HttpContext);
            }

            return await next(call);
        });
        // The filter above answers with a page in the reader's language; the framework's own check would answer with an empty 400.
        group.DisableAntiforgery();
        return group;
    }

    /// <summary>A page as the answer. <paramref name="model"/> is handed to the component's parameter <c>Model</c>, <paramref name="frame"/> to <c>Frame</c>.</summary>
    public static IResult Page<TPage>(PageFrame frame, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new PageResult<TPage>(frame, model, status);

    /// <summary>Puts a page's headers on an answer outside such a group.</summary>
    public static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        // Health data must not lie in a shared computer's cache after log-off.
        headers.CacheControl = "no-store";
    }
}
