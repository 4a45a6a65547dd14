using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Parses what a test writes down.</summary>
internal static class Parsed
{
    internal static ParseResult Of(string json, ParseOptions? options = null) => FhirDocument.Parse(Encoding.UTF8.GetBytes(json), options);

    internal static FhirDocument Document(string json)
    {
        var result = Of(json);
        Assert.True(result.Document is not null, string.Join('\n', result.Issues));
        return result.Document;
    }

    /// <summary>The one thing that is wrong.</summary>
    internal static Issue Refusal(string json)
    {
        var result = Of(json);
        Assert.Null(result.Document);
        return Assert.Single(result.Issues);
    }

    /// <summary>Null when a member of a Patient is right, else the message.</summary>
    internal static string? Complaint(string type, string members)
    {
        var result = Of($$"""{"resourceType":"{{type}}",{{members}}}""");
        Assert.Equal(result.Document is null, result.Issues.Any(i => i.Severity == IssueSeverity.Error));
        return result.Document is null ? result.Issues[0].Message : null;
    }
}
