using Helhed.Access;
using Microsoft.AspNetCore.Http;

namespace Helhed.Citizen;

/// <summary>A citizen's forms are for the person whose record is shown; but whom to act for may be chosen on any page.</summary>
public static class ActingSubject
{
    /// <summary>Whom the forms of a request are for, for <c>UiSettings.FormSubject</c>.</summary>
    /// <param name="context">The request.</param>
    /// <returns>"Patient/x"; empty for others than citizens.</returns>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Caller() is { Kind: CallerKind.Citizen } caller && !(HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments(BehalfPages.Path, StringComparison.Ordinal))
            ? caller.Subject
            : "";
    }
}
