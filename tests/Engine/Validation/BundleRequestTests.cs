using Helhed.Fhir;
using static Helhed.Tests.Engine.BundleFindings;

namespace Helhed.Tests.Engine;

/// <summary>Transactions, batches, histories, responses and search results.</summary>
public sealed class BundleRequestTests
{
    private const string Patient = """ "resource":{"resourceType":"Patient","id":"1"},""";
    private const string Bare = """ "resource":{"resourceType":"Patient","active":true},""";
    private const string Change = """ "resource":{"resourceType":"Parameters"},""";

    [Theory]
    [InlineData(Bare, "POST", "Patient")]
    [InlineData(Patient, "POST", "Patient")]
    [InlineData(Patient, "PUT", "Patient/1")]
    [InlineData(Patient, "PUT", "Patient?identifier=urn:x|1")]
    [InlineData(Change, "PATCH", "Patient/1")]
    [InlineData("", "DELETE", "Patient/1")]
    [InlineData("", "DELETE", "Patient?identifier=urn:x|1")]
    [InlineData("", "GET", "Patient?name=x")]
    [InlineData("", "GET", "metadata")]
    [InlineData("", "GET", "_history?_count=3")]
    [InlineData(Change, "POST", "Patient/1/$everything")]
    [InlineData(Change, "POST", "$process-message")]
    public void A_request_that_fits_is_taken(string resource, string method, string url) => Accepts(Request("transaction", resource, method, url), "address", "resource", "'?'");

    [Theory]
    [InlineData("", "POST", "Patient", "Bundle.entry[0].resource", "A POST needs a resource")]
    [InlineData("", "PUT", "Patient/1", "Bundle.entry[0].resource", "A PUT needs a resource")]
    [InlineData(Patient, "POST", "Practitioner", "Bundle.entry[0].request.url", "names the type Practitioner, but the resource has the type Patient")]
    [InlineData(Patient, "POST", "Patient/1", "Bundle.entry[0].request.url", "the server chooses the id")]
    [InlineData(Patient, "PUT", "Patient/2", "Bundle.entry[0].request.url", "writes Patient/2, but the resource has the id '1'")]
    [InlineData(Bare, "PUT", "Patient/2", "Bundle.entry[0].request.url", "writes Patient/2, but the resource has no id")]
    [InlineData(Patient, "PUT", "Patient", "Bundle.entry[0].request.url", "which Patient is meant")]
    [InlineData("", "DELETE", "Patient", "Bundle.entry[0].request.url", "which Patient is meant")]
    [InlineData("", "DELETE", "Patinet/1", "Bundle.entry[0].request.url", "'Patinet' is no resource type")]
    public void A_request_that_does_not_fit_is_refused(string resource, string method, string url, string expression, string words) =>
        Tells(Request("transaction", resource, method, url), IssueSeverity.Error, expression, words);

    [Theory]
    [InlineData("", "GET", "https://a.dk/fhir/Patient/1", "Bundle.entry[0].request.url", "relative to the server's root")]
    [InlineData("", "GET", "/Patient/1", "Bundle.entry[0].request.url", "relative to the server's root")]
    [InlineData(Patient, "DELETE", "Patient/1", "Bundle.entry[0].resource", "carries no resource")]
    public void What_a_server_may_pass_over_is_remarked_upon(string resource, string method, string url, string expression, string words) =>
        Tells(Request("batch", resource, method, url), IssueSeverity.Warning, expression, words);

    [Fact]
    public void A_transaction_changes_a_resource_once()
    {
        var put = Patient + Asked("PUT", "Patient/1");
        Tells(Bundle("transaction", put, Asked("DELETE", "Patient/1")), IssueSeverity.Error, "Bundle.entry[1].request.url", "changes 'Patient/1' twice");
        Accepts(Bundle("transaction", put, Asked("DELETE", "Patient/2")), "twice");
        Accepts(Bundle("batch", put, Asked("DELETE", "Patient/1")), "twice");
        Accepts(Bundle("transaction", Asked("GET", "Patient/1"), Asked("GET", "Patient/1")), "twice");
    }

    [Theory]
    [InlineData("POST", "ifNoneExist", "Patient?identifier=1", "only what follows the '?'")]
    [InlineData("PUT", "ifNoneExist", "identifier=1", "ifNoneExist is for POST")]
    [InlineData("POST", "ifMatch", "W/\\\"1\\\"", "ifMatch is for PUT")]
    public void A_condition_belongs_to_its_method(string method, string name, string value, string words)
    {
        var url = method == "PUT" ? "Patient/1" : "Patient";
        Tells(
            Bundle("transaction", $"{Patient}\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\",\"{name}\":\"{value}\"}}"), IssueSeverity.Warning,
            $"Bundle.entry[0].request.{name}", words);
    }

    [Fact]
    public void A_history_tells_where_a_resource_came_about() => Accepts(
        Bundle("history", """ "fullUrl":"https://a.dk/fhir/Patient/1",""" + Patient + Asked("POST", "Patient/1/_history/1") + ",\"response\":{\"status\":\"201\"}"), "chooses the id");

    [Fact]
    public void Conditions_in_their_place_are_taken() => Accepts(
        Bundle(
            "transaction", Bare + """ "request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:x|1"}""",
            Patient + """ "request":{"method":"PUT","url":"Patient/1","ifMatch":"W/\"1\""}"""), "ifNoneExist", "ifMatch");

    [Theory]
    [InlineData("201 Created", true)]
    [InlineData("404", true)]
    [InlineData("Created", false)]
    [InlineData("2011", false)]
    [InlineData("900", false)]
    public void A_response_begins_with_a_code(string status, bool isRight)
    {
        var bundle = Bundle("batch-response", $$""" "response":{"status":"{{status}}"}""");
        if (isRight)
        {
            Accepts(bundle, "three-digit");
        }
        else
        {
            Tells(bundle, IssueSeverity.Error, "Bundle.entry[0].response.status", "three-digit HTTP code");
        }
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"1"}""", "match")]
    [InlineData("""{"resourceType":"Patient","id":"1"}""", "include")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"processing"}]}""", "outcome")]
    public void A_search_result_has_what_it_says(string resource, string mode) => Accepts(Found(resource, mode), "OperationOutcome", "has an id");

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"1"}""", "outcome", IssueSeverity.Error, "Bundle.entry[0].search.mode", "is for an OperationOutcome")]
    [InlineData("""{"resourceType":"OperationOutcome","id":"1","issue":[{"severity":"warning","code":"processing"}]}""", "match", IssueSeverity.Warning, "Bundle.entry[0].search.mode", "has the mode 'outcome'")]
    [InlineData("""{"resourceType":"Patient","active":true}""", "match", IssueSeverity.Error, "Bundle.entry[0].resource.id", "What a search has found has an id")]
    public void A_search_result_that_says_another_thing_is_told(string resource, string mode, IssueSeverity severity, string expression, string words) =>
        Tells(Found(resource, mode), severity, expression, words);

    [Fact]
    public void A_total_counts_all_matches()
    {
        var found = Found("""{"resourceType":"Patient","id":"1"}""", "match");
        Tells(found.Replace("\"type\":", "\"total\":0,\"type\":", StringComparison.Ordinal), IssueSeverity.Error, "Bundle.total", "the bundle alone has 1 matches");
        Accepts(found.Replace("\"type\":", "\"total\":1,\"type\":", StringComparison.Ordinal), "total");
        Accepts(found.Replace("\"type\":", "\"total\":100,\"type\":", StringComparison.Ordinal), "total");
    }

    [Fact]
    public void A_search_result_tells_its_search()
    {
        Tells("""{"resourceType":"Bundle","type":"searchset"}""", IssueSeverity.Warning, "Bundle", "should have a link 'self'");
        Accepts(Bundle("searchset"), "link 'self'");
    }

    private static string Found(string resource, string mode) =>
        Bundle("searchset", $$""" "fullUrl":"https://a.dk/fhir/{{(resource.Contains("Outcome", StringComparison.Ordinal) ? "OperationOutcome" : "Patient")}}/1","resource":{{Named(resource)}},"search":{"mode":"{{mode}}"}""");

    // The address in Found says 1; an outcome has no address to agree with.
    private static string Named(string resource) => resource.Replace("\"OperationOutcome\",\"issue\"", "\"OperationOutcome\",\"id\":\"1\",\"issue\"", StringComparison.Ordinal);

    private static string Request(string type, string resource, string method, string url) => Bundle(type, resource + Asked(method, url));

    private static string Asked(string method, string url) => $$""" "request":{"method":"{{method}}","url":"{{url}}"}""";
}
