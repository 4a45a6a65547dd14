using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Log;

/// <summary>Makes durable what a request has accessed, and names the rule, before the first byte of the answer leaves.</summary>
internal static class LogBeforeAnswer
{
    /// <summary>Header that tells staff and systems which rule let the request through, or refused it.</summary>
    internal const string RuleHeader = "X-Access-Rule";

    /// <summary>What the header says when no record was asked for: a form, a list of work, a request that could not be read.</summary>
    internal const string NoRecords = "no-records";

    /// <summary>Gives the caller a trail that ends when the answer begins.</summary>
    internal static Caller Begin(HttpContext context, Caller caller, AccessLog log)
    {
        if (caller.Kind == CallerKind.Anonymous)
        {
            return caller;
        }

        var traced = caller with { Trail = new AccessTrail() };
        context.Response.OnStarting(End, (context, traced, log));
        return traced;
    }

    private static async Task End(object state)
    {
        var (context, caller, log) = ((HttpContext, Caller, AccessLog))state;
        var trail = caller.Trail!;
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden && trail.Refusals == 0)
        {
            trail.Add(new AccessEntry("denied", caller, trail.Rule ?? "refused", []) { Query = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}" });
        }

        if (caller.Kind is CallerKind.Staff or CallerKind.System)
        {
            context.Response.Headers[RuleHeader] = trail.Rule ?? NoRecords;
        }

        // Closed first: what comes in from now on is refused a place here, and not lost between the flush and the end. Not cancelled with the
        // request: what has been found may have been sent already in part.
        trail.Close();
        await log.Flush(trail, CancellationToken.None);
    }
}
