using Helhed.Access;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Helhed.Booking;

/// <summary><c>POST /apd</c> takes an APD-DK document in; <c>GET /apd/{id}</c> gives an appointment out as one. For systems and apps.</summary>
internal static class ApdDoor
{
    public static async Task<IResult> Take(HttpContext context, ApdExchange exchange)
    {
        var caller = context.Caller();
        if (caller.Kind != CallerKind.System)
        {
            return Answer(new Problem(caller.Kind == CallerKind.Anonymous ? ProblemKind.Unauthenticated : ProblemKind.Forbidden, "Documents are taken from systems."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = ApdDocument.MaxBytes;
        }

        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException wrong) when (wrong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Answer(new Problem(ProblemKind.TooLarge, "A document has at most 256 kB."));
        }

        body.Position = 0;
        var taken = await exchange.Take(caller, body, context.RequestAborted);
        return taken.TryGet(out var stored, out var problem)
            ? Results.Json(new { id = stored.Id, version = stored.Version }, statusCode: stored.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : Answer(problem);
    }

    public static async Task<IResult> Give(HttpContext context, string id, ApdExchange exchange)
    {
        var caller = context.Caller();
        if (caller.Kind == CallerKind.Anonymous)
        {
            return Answer(new Problem(ProblemKind.Unauthenticated, "Log in first."));
        }

        var given = await exchange.Give(caller, id, context.RequestAborted);
        return given.TryGet(out var document, out var problem) ? Results.Text(document, "application/xml", System.Text.Encoding.UTF8) : Answer(problem);
    }

    private static IResult Answer(Problem problem) => Results.Problem(
        problem.Message,
        statusCode: problem.Kind switch
        {
            ProblemKind.Invalid => StatusCodes.Status400BadRequest,
            ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
            ProblemKind.NotFound or ProblemKind.Gone => StatusCodes.Status404NotFound,
            ProblemKind.Conflict => StatusCodes.Status409Conflict,
            ProblemKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
            ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status422UnprocessableEntity,
        });
}
