using Helhed.Fhir;
using static Helhed.Tests.Engine.BundleFindings;

namespace Helhed.Tests.Engine;

/// <summary>References between entries, and what a document or message must hold.</summary>
public sealed class BundleReferenceTests
{
    private const string A = "urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11";
    private const string B = "urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a12";
    private const string C = "urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a13";

    private static readonly string[] Rules = ["No entry", "means nothing", "Several entries", "another version", "No chain", "is a search", "must be in"];

    [Theory]
    [InlineData("https://a.dk/fhir/Basic/1", "https://a.dk/fhir/Patient/2", "Patient/2")]
    [InlineData("https://a.dk/fhir/Basic/1", "https://a.dk/fhir/Patient/2", "https://a.dk/fhir/Patient/2")]
    [InlineData("https://a.dk/fhir/Basic/1", B, B)]
    [InlineData(A, B, B)]
    [InlineData(A, "https://a.dk/fhir/Patient/2", "https://a.dk/fhir/Patient/2")]
    [InlineData(A, B, "https://elsewhere.dk/fhir/Patient/9")]
    [InlineData(A, B, "Patient/9")]
    public void A_reference_that_leads_to_an_entry_or_elsewhere_is_taken(string from, string to, string reference) => Accepts(Pair("collection", from, to, reference), Rules);

    [Theory]
    [InlineData("collection", IssueSeverity.Warning)]
    [InlineData("document", IssueSeverity.Error)]
    public void A_name_that_no_entry_has_leads_nowhere(string type, IssueSeverity severity)
    {
        var at = type == "document" ? 1 : 0;
        var bundle = type == "document" ? Document($"\"{C}\"", Entry(A, "Basic", Basic(B)), Entry(C, "Patient", "\"active\":true")) : Pair(type, A, C, B);
        Tells(bundle, severity, $"Bundle.entry[{at}].resource.subject", $"{B} means nothing outside the bundle");
    }

    [Fact]
    public void A_relative_reference_from_a_name_leads_nowhere()
    {
        Tells(Pair("collection", A, B, "Patient/2"), IssueSeverity.Warning, "Bundle.entry[0].resource.subject", $"Entry 2 is Patient/2: refer to it by its fullUrl, {B}");
        Tells(
            Document($"\"{C}\"", Entry(A, "Basic", Basic("Patient/2")), Entry(B, "Patient", "\"id\":\"2\""), Entry(C, "Patient", "\"active\":true")), IssueSeverity.Error,
            "Bundle.entry[1].resource.subject", "No entry has the fullUrl Patient/2");
        Tells(Pair("collection", A, "https://a.dk/fhir/Patient/2", "Patient/2"), IssueSeverity.Warning, "Bundle.entry[0].resource.subject", "refer to it by its fullUrl");
    }

    [Fact]
    public void A_reference_that_says_another_type_is_refused() =>
        Tells(Pair("collection", A, B, "Practitioner/" + B[9..]), IssueSeverity.Error, "Bundle.entry[0].resource.subject", "Entry 2 is Patient/2");

    [Fact]
    public void A_transaction_may_refer_to_what_the_server_has() => Accepts(
        Bundle(
            "transaction", Entry(A, "Basic", Basic("Patient/2")) + ",\"request\":{\"method\":\"POST\",\"url\":\"Basic\"}",
            Entry("https://a.dk/Patient/2", "Patient", "\"id\":\"2\"") + ",\"request\":{\"method\":\"PUT\",\"url\":\"Patient/2\"}",
            Entry(B, "Basic", Basic("Patient?identifier=1")) + ",\"request\":{\"method\":\"POST\",\"url\":\"Basic\"}"), Rules);

    [Fact]
    public void The_entries_of_a_batch_stand_alone()
    {
        string[] entries = [Entry(A, "Basic", Basic(B)) + ",\"request\":{\"method\":\"POST\",\"url\":\"Basic\"}", Entry(B, "Patient", "\"active\":true") + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}"];
        Tells(Bundle("batch", entries), IssueSeverity.Warning, "Bundle.entry[0].resource.subject", "In a batch each entry stands alone");
        Accepts(Bundle("transaction", entries), "stands alone");
    }

    [Fact]
    public void A_search_as_a_reference_is_for_transactions_only() =>
        Tells(Pair("collection", A, B, "Patient?identifier=1"), IssueSeverity.Warning, "Bundle.entry[0].resource.subject", "Only a transaction");

    [Theory]
    [InlineData("Patient/2", "Several entries have the fullUrl https://a.dk/fhir/Patient/2")]
    [InlineData("Patient/2/_history/3", "the bundle has another version of it")]
    public void A_version_must_be_named_where_there_are_several(string reference, string words) =>
        Tells(Versions(reference), IssueSeverity.Warning, "Bundle.entry[0].resource.subject", words);

    [Fact]
    public void A_version_that_is_named_is_found() => Accepts(Versions("Patient/2/_history/2"), Rules);

    [Fact]
    public void A_reference_in_a_nested_bundle_does_not_see_the_outer_one() =>
        Tells(
            Bundle("collection", $"\"fullUrl\":\"{A}\",\"resource\":{Pair("collection", B, A, C)}", Entry(C, "Patient", "\"active\":true")), IssueSeverity.Warning,
            "Bundle.entry[0].resource.entry[0].resource.subject", "means nothing outside the bundle");

    [Fact]
    public void What_a_composition_names_must_be_in_the_document()
    {
        Accepts(Document($"\"{B}\"", Entry(B, "Patient", "\"active\":true")), Rules);
        Tells(Document("\"Patient/9\"", Entry(B, "Patient", "\"active\":true")), IssueSeverity.Error, "Bundle.entry[0].resource.author[0]", "'Patient/9' must be in the bundle");
        Tells(Document("\"Patient/2\"", Entry(B, "Patient", "\"id\":\"2\"")), IssueSeverity.Error, "Bundle.entry[0].resource.author[0]", $"refer to it by its fullUrl, {B}");
        Tells(
            Document($"\"{B}\"", Entry(B, "Patient", "\"active\":true")).Replace("\"title\":\"t\"", $"\"title\":\"t\",\"section\":[{{\"title\":\"a\",\"section\":[{{\"title\":\"b\",\"entry\":[{{\"reference\":\"{C}\"}}]}}]}}]", StringComparison.Ordinal),
            IssueSeverity.Error, "Bundle.entry[0].resource.section[0].section[0].entry[0]", "must be in the bundle");
    }

    [Fact]
    public void The_focus_of_a_message_must_be_in_it()
    {
        Accepts(Message(B), Rules);
        Tells(Message(C), IssueSeverity.Error, "Bundle.entry[0].resource.focus[0]", "must be in the bundle");
    }

    [Fact]
    public void What_nothing_joins_to_the_document_is_told()
    {
        Tells(
            Document($"\"{B}\"", Entry(B, "Patient", "\"active\":true"), Entry(C, "Basic", Basic("https://a.dk/Patient/9"))), IssueSeverity.Warning, "Bundle.entry[2]",
            "No chain of references joins this Basic to the Composition");
        Accepts(Document($"\"{B}\"", Entry(B, "Patient", "\"active\":true"), Entry(C, "Basic", Basic(B))), Rules);
        Accepts(Document($"\"{B}\"", Entry(B, "Patient", "\"active\":true"), Entry(C, "Binary", "\"contentType\":\"text/css\",\"data\":\"YQ==\"")), Rules);
        Accepts(Document($"\"{B}\"", Entry(B, "Patient", $"\"photo\":[{{\"url\":\"{C}\"}}]"), Entry(C, "Binary", "\"contentType\":\"image/png\",\"data\":\"YQ==\"")), Rules);
    }

    [Fact]
    public void A_large_bundle_takes_time_in_proportion()
    {
        var entries = Enumerable.Range(0, 5000).Select(i => Entry($"https://a.dk/fhir/Basic/{i}", "Basic", $"\"id\":\"{i}\"," + Basic($"Basic/{(i * 7) % 5000}"))).ToArray();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Accepts(Bundle("collection", entries), Rules);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    private static string Basic(string subject) => $$""" "code":{"text":"x"},"subject":{"reference":"{{subject}}"}""";

    private static string Pair(string type, string from, string to, string reference) => Bundle(
        type, Entry(from, "Basic", (from.StartsWith("http", StringComparison.Ordinal) ? "\"id\":\"1\"," : "") + Basic(reference)), Entry(to, "Patient", "\"id\":\"2\""));

    private static string Versions(string reference) => Bundle(
        "collection", Entry("https://a.dk/fhir/Basic/1", "Basic", "\"id\":\"1\"," + Basic(reference)), Version("1"), Version("2"));

    private static string Version(string version) => Entry("https://a.dk/fhir/Patient/2", "Patient", $$""" "id":"2","meta":{"versionId":"{{version}}"}""");

    private static string Document(string author, params string[] rest) =>
        Bundle("document", [Entry("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a19", "Composition", $$""" "status":"final","type":{"text":"x"},"date":"2026-01-01","title":"t","author":[{"reference":{{author}}}]"""), .. rest]);

    private static string Message(string focus) => Bundle(
        "message", Entry(A, "MessageHeader", $$""" "eventUri":"urn:e","source":{"endpoint":"https://a.dk"},"focus":[{"reference":"{{focus}}"}]"""), Entry(B, "Basic", Basic(A)));
}
