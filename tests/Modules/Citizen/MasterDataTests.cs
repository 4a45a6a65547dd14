using System.Text;
using System.Text.Json.Nodes;
using Helhed.Citizen;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>A form shows a part of a Patient; to save it loses nothing of the rest.</summary>
public sealed class MasterDataTests
{
    private const string Before = """
        {"resourceType":"Patient","telecom":[{"system":"sms","value":"20 00 00 00","use":"mobile","rank":1},{"system":"phone","value":"58000000","use":"home"}],
        "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"da"}]}},{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"pl","display":"Polsk"}]},"preferred":true}],
        "contact":[
        {"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C","display":"Datter"}]}],"name":{"family":"Holm","given":["Test","Ida"]},"telecom":[{"system":"phone","value":"11 11 11 11"},{"system":"email","value":"ida@eksempel.dk"}],"address":{"city":"Slagelse"}},
        {"relationship":[{"text":"nabo"}],"name":{"text":"Test Nabo"}},
        {"organization":{"display":"Slagelse Kommune"}},
        {"name":{"text":"Test Nummer Fire"},"gender":"female"}]}
        """;

    [Fact]
    public void To_save_what_is_shown_changes_nothing() =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Before), Saved(form => form with { Phone = "20000000", Contacts = [.. form.Contacts.Select(c => c with { Phone = c.Phone.Replace(" ", "", StringComparison.Ordinal) })] })));

    [Fact]
    public void One_edited_field_changes_that_alone()
    {
        var wanted = JsonNode.Parse(Before)!;
        wanted["contact"]![0]!["telecom"]![0]!["value"] = "22222222";
        Assert.True(JsonNode.DeepEquals(wanted, Saved(form => form with { Contacts = [form.Contacts[0] with { Phone = "22222222" }, .. form.Contacts.Skip(1)] })));

        wanted = JsonNode.Parse(Before)!;
        wanted["telecom"]![0]!["value"] = "23456789";
        wanted["communication"]![1]!["language"] = JsonNode.Parse("""{"coding":[{"system":"urn:ietf:bcp:47","code":"en"}]}""");
        Assert.True(JsonNode.DeepEquals(wanted, Saved(form => form with { Phone = "23456789", Spoken = "en" })));
    }

    [Fact]
    public void An_emptied_row_is_removed_and_those_behind_it_stay()
    {
        var wanted = JsonNode.Parse(Before)!;
        wanted["contact"]!.AsArray().RemoveAt(1);
        Assert.True(JsonNode.DeepEquals(wanted, Saved(form => form with { Contacts = [form.Contacts[0], new("", "", ""), form.Contacts[2]] })));
    }

    [Fact]
    public void What_came_from_elsewhere_need_not_be_corrected_before_something_else_is_saved()
    {
        MasterDataForm stands = new() { Phone = "58 00 00 00 lok. 12", Email = "ida(at)eksempel.dk", Contacts = MasterData.Filled([new ContactForm("", "datter ", "lok. 12")]) };
        var asSent = stands with { Phone = "58000000lok.12", Contacts = MasterData.Filled([new ContactForm("", "datter", "lok.12")]) };
        Assert.Empty(WrongFields(asSent));

        Assert.Equal(["telefon", "email"], WrongFields(asSent with { Phone = "58000000lok.13", Email = "ida(at)eksempel" }));
        Assert.Equal(["navn-1"], WrongFields(asSent with { Contacts = MasterData.Filled([new ContactForm("", "nabo", "lok.12")]) }));
        Assert.Equal(["navn-1", "telefon-1"], WrongFields(asSent with { Contacts = MasterData.Filled([new ContactForm("", "datter", "13")]) }));

        IEnumerable<string> WrongFields(MasterDataForm form) => MasterDataPages.Errors(form, stands, new MasterDataTexts(Language.Danish)).Select(e => e.Field);
    }

    private static JsonObject Saved(Func<MasterDataForm, MasterDataForm> edit)
    {
        var patient = JsonNode.Parse(Before)!.AsObject();
        var shown = MasterDataFields.Shown(FhirJson.Read<Patient>(Encoding.UTF8.GetBytes(Before)));
        MasterDataFields.Put(patient, shown, edit(shown));
        return patient;
    }
}
