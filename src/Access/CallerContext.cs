using Helhed.Access.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access;

/// <summary>The caller of an HTTP request.</summary>
public static class CallerContext
{
    private static readonly object Key = new();
    private static readonly object AgainKey = new();

    /// <summary>Who asks; <see cref="Caller.Anonymous"/> when nobody has logged in.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The caller that the middleware of Access has found.</returns>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(Key, out var caller) ? (Caller)caller! : Access.Caller.Anonymous;
    }

    /// <summary>Whether who asks is still logged in, or their token still holds: for answers that go on for long.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False once the session has ended or the token has expired.</returns>
    public static async ValueTask<bool> IsStillCaller(this HttpContext context, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(AgainKey, out var again)
            && await ((Func<CancellationToken, ValueTask<Caller?>>)again!)(ct) == context.Caller();
    }

    /// <summary>Sets who asks, and how to find it out again later.</summary>
    internal static void SetCaller(this HttpContext context, Caller caller, Func<CancellationToken, ValueTask<Caller?>>? again = null)
    {
        context.Items[Key] = context.RequestServices?.GetService<AccessLog>() is { } log ? LogBeforeAnswer.Begin(context, caller, log) : caller;
        context.Items[AgainKey] = again ?? (_ => new(caller));
    }
}
