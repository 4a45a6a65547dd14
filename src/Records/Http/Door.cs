using System.Globalization;
using System.Threading.RateLimiting;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Searching;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Http;

/// <summary>An endpoint that streams or waits for as long as it needs, in a format of its own: the door only sees to its failures.</summary>
internal sealed class Unhurried
{
    public static Unhurried Instance { get; } = new();
}

/// <summary>
/// The door of the FHIR API: length of the address, number of requests, time for each, the answer's format; and the one place where
/// broken infrastructure and bugs become an OperationOutcome, without details, which are in the log.
/// </summary>
internal sealed partial class Door : IDisposable
{
    /// <summary>What is said of a fault of the server.</summary>
    internal const string Failed = "The server failed; the fault has been logged. Try again, and report it if it stays.";

    private readonly RequestDelegate _next;
    private readonly RecordsLimits _limits;
    private readonly ConcurrencyLimiter _places;
    private readonly AnswerLimit? _answers;
    private readonly ILogger<Door> _log;

    public Door(RequestDelegate next, RecordsLimits limits, ILogger<Door> log)
    {
        _next = next;
        _limits = limits;
        _log = log;
        _answers = limits.MaxAnswerBytes == RecordsLimits.Default.MaxAnswerBytes ? null : new AnswerLimit(limits.MaxAnswerBytes);
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.MaxConcurrent,
            QueueLimit = limits.MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    public void Dispose() => _places.Dispose();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Unhurried>() is not null)
        {
            return Answer(context, null);
        }

        if (!context.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal))
        {
            return _next(context);
        }

        if (_answers is not null)
        {
            context.Features.Set(_answers);
        }

        return Refusal(context) is { } refusal ? refusal.ExecuteAsync(context) : InTurn(context);
    }

    private IResult? Refusal(HttpContext context)
    {
        var request = context.Request;
        var query = request.QueryString.Value ?? "";
        if ((request.Path.Value?.Length ?? 0) + query.Length > _limits.MaxUrl)
        {
            return new ProblemResult(
                new Problem(ProblemKind.TooLarge, $"An address has at most {_limits.MaxUrl} characters. Post a long search to …/_search."), StatusCodes.Status414UriTooLong);
        }

        var parameters = query.Length <= 1 ? [] : QueryText.Parse(query);
        var format = Last(parameters, "_format");
        var type = Negotiation.Choose(format, request);
        if (type is null && format is null && context.GetEndpoint()?.Metadata.GetMetadata<AnyFormat>() is not null)
        {
            type = MediaType.Json;
        }

        if (type is null)
        {
            return new ProblemResult(
                new Problem(ProblemKind.Unsupported, "The server answers in application/fhir+json and application/fhir+xml of FHIR 4.0. Ask for one of them, or leave Accept and _format out."),
                StatusCodes.Status406NotAcceptable);
        }

        var form = ReferenceEquals(type, MediaType.Json) ? AnswerForm.Default : new AnswerForm(type);
        if (parameters.Count > 0)
        {
            if (!AnswerForm.Read(parameters, form).TryGet(out var read, out var problem))
            {
                context.Features.Set(form);
                return new ProblemResult(problem);
            }

            form = read;
        }

        if (!ReferenceEquals(form, AnswerForm.Default))
        {
            context.Features.Set(form);
        }

        // An operation's name is no type and no id, whatever route has room for it.
        return request.Path.Value!.Contains("/$", StringComparison.Ordinal) && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } && !pattern.Contains('$', StringComparison.Ordinal)
            ? WrongAddress.Handle(context, context.RequestServices.GetRequiredService<EndpointDataSource>())
            : null;
    }

    private static string? Last(IReadOnlyList<KeyValuePair<string, string>> parameters, string name)
    {
        for (var i = parameters.Count - 1; i >= 0; i--)
        {
            if (parameters[i].Key == name)
            {
                return parameters[i].Value;
            }
        }

        return null;
    }

    private async Task InTurn(HttpContext context)
    {
        var lease = _places.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            lease = await _places.AcquireAsync(1, context.RequestAborted);
        }

        using (lease)
        {
            if (!lease.IsAcquired)
            {
                await new ProblemResult(new Problem(ProblemKind.TooMany, "The server has as many requests as it can take. Try again in a moment.")).ExecuteAsync(context);
                return;
            }

            using var time = new RequestTime(context, _limits.Time);
            await Answer(context, time);
        }
    }

    private async Task Answer(HttpContext context, RequestTime? time)
    {
        ProblemResult failure;
        try
        {
            await _next(context);
            return;
        }
        catch (OperationCanceledException) when (time is { IsUp: true })
        {
            var late = string.Create(CultureInfo.InvariantCulture, $"The request took longer than {_limits.Time.TotalSeconds:0.###} s and was given up. Ask for less at a time.");
            failure = new ProblemResult(new Problem(ProblemKind.Busy, late, Findings: [new Finding("error", "timeout", late, null, null, null)]));
        }
        catch (DatabaseBusyException)
        {
            // The answer of a batch may be kept back because it could not be logged what it shows: its entries are done by then.
            failure = new ProblemResult(new Problem(ProblemKind.Busy, context.Features.Get<BundleAnswer>() is null
                ? "The server is busy; nothing was written. Try again in a moment."
                : "The server is busy. What the bundle asked for may have been done: look before you send it again."));
        }
        catch (BadHttpRequestException bad)
        {
            failure = new ProblemResult(new Problem(
                bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ProblemKind.TooLarge : ProblemKind.Invalid, "The request could not be read: it is too large or ends too early."));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The route's pattern, not its values: an address may hold an identifier.
            LogFailure(_log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "", e);
            failure = new ProblemResult(new Problem(ProblemKind.Busy, Failed, Findings: [new Finding("fatal", "exception", Failed, null, null, null)]), StatusCodes.Status500InternalServerError);
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // Half an answer shall not look like a whole one.
            return;
        }

        context.Response.Clear();
        time?.Stop();
        await failure.ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private static partial void LogFailure(ILogger log, string method, string endpoint, Exception exception);
}
