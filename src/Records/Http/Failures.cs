using Helhed.Platform;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Http;

/// <summary>The one place where broken infrastructure and bugs become an OperationOutcome: without details, which are in the log.</summary>
internal sealed partial class Failures(ILogger<Failures> log) : IEndpointFilter
{
    private const string Failed = "The server failed; the fault has been logged. Try again, and report it if it stays.";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (DatabaseBusyException)
        {
            return FhirResults.Of(new Problem(ProblemKind.Busy, "The server is busy; nothing was written. Try again in a moment."));
        }
        catch (BadHttpRequestException bad)
        {
            return FhirResults.Of(new Problem(
                bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ProblemKind.TooLarge : ProblemKind.Invalid, "The request could not be read: it is too large or ends too early."));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The route's pattern, not its values: an address may hold an identifier.
            LogFailure(log, context.HttpContext.Request.Method, context.HttpContext.GetEndpoint()?.DisplayName ?? "", e);
            return new ProblemResult(new Problem(ProblemKind.Busy, Failed, Findings: [new Finding("fatal", "exception", Failed, null, null, null)]), StatusCodes.Status500InternalServerError);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private static partial void LogFailure(ILogger log, string method, string endpoint, Exception exception);
}
