using Microsoft.AspNetCore.Http;

namespace Helhed.Access;

/// <summary>The caller of an HTTP request.</summary>
public static class CallerContext
{
    private static readonly object Key = new();

    /// <summary>Who asks; <see cref="Caller.Anonymous"/> when nobody has logged in.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The caller that the middleware of Access has found.</returns>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(Key, out var caller) ? (Caller)caller! : Access.Caller.Anonymous;
    }

    internal static void SetCaller(this HttpContext context, Caller caller) => context.Items[Key] = caller;
}
