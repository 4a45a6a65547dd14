// https://hl7.org/fhir/R4/http.html#concurrency, https://hl7.org/fhir/R4/http.html#cread
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>If-Match, If-None-Match and If-Modified-Since.</summary>
internal static class Preconditions
{
    /// <summary>The versions in <c>If-Match</c>; none without the header.</summary>
    public static Outcome<VersionCondition> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        return header.Count == 0 ? VersionCondition.None : VersionCondition.Parse(header.ToString(), "If-Match");
    }

    /// <summary>True for <c>If-None-Match: *</c>: the resource must not exist yet.</summary>
    public static Outcome<bool> MustBeNew(HttpRequest request)
    {
        var header = request.Headers.IfNoneMatch.ToString().Trim();
        return header.Length == 0 || header == "*"
            ? header.Length > 0
            : new Problem(ProblemKind.Invalid, "If-None-Match of a write is *: the resource must not exist yet. To name a version that must be current, send If-Match.");
    }

    /// <summary>Whether the client has this version already.</summary>
    public static bool IsKnown(HttpRequest request, StoredResource resource)
    {
        var headers = request.Headers;
        return (headers.IfNoneMatch.Count > 0 || headers.IfModifiedSince.Count > 0)
            && VersionCondition.IsKnown(headers.IfNoneMatch.Count > 0 ? headers.IfNoneMatch.ToString() : null, headers.IfModifiedSince.ToString(), resource);
    }
}
