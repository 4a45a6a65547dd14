using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Ui;

/// <summary>
/// A page as the answer. Components are rendered to their end before the first byte leaves, so that what fails can still answer with an error page,
/// and the answer says how long it is. The framework's own result does more, for pages that go on living in the browser; ours do not.
/// </summary>
internal sealed class PageResult<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(PageFrame frame, object model, int status) : IResult, IStatusCodeHttpResult
    where TPage : IComponent
{
    public int? StatusCode => status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        services.GetRequiredService<FormTokens>().Context = httpContext;
        using var text = new PageText();
        await using (var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>()))
        {
            await renderer.Dispatcher.InvokeAsync(async () =>
            {
                var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Frame"] = frame, ["Model"] = model });
                (await renderer.RenderComponentAsync<TPage>(parameters)).WriteHtmlTo(text);
            });
        }

        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await text.SendTo(httpContext.Response, httpContext.RequestAborted);
    }
}
