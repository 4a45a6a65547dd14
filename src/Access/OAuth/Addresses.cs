using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>Where things are.</summary>
internal static class Addresses
{
    internal const string Authorize = "/oauth2/authorize";
    internal const string Token = "/oauth2/token";
    internal const string Introspect = "/oauth2/introspect";
    internal const string Revoke = "/oauth2/revoke";
    internal const string Register = "/oauth2/register";
    internal const string Keys = "/oauth2/keys";
    internal const string Fhir = "/fhir";

    /// <summary>The page on which a person answers an app; takes the number of the question as <c>nr</c>.</summary>
    internal const string Consent = "/adgang";

    /// <summary>The page to log in on; takes where to go then as <c>to</c>.</summary>
    internal const string LogIn = "/log-ind";

    /// <summary>303: the browser goes on with GET, and takes no form along (RFC 9700, section 4.12).</summary>
    internal static IResult Go(string address) => new SeeOther(address);

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
