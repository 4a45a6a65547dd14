using Helhed.Access;

namespace Helhed.Tests.Modules.Access;

public class AccessRuleTests
{
    private static readonly string[] PatientTypes =
        ["Patient", "Observation", "Condition", "Encounter", "MedicationRequest", "Appointment", "DocumentReference", "Task"];

    private static readonly string[] DirectoryTypes =
        ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Schedule", "Slot"];

    private static readonly Act[] Reading = [Act.Read, Act.Search, Act.History];
    private static readonly Act[] Writing = [Act.Create, Act.Update, Act.Delete];

    [Fact]
    public void Nobody_may_do_nothing() => Each(Enum.GetValues<Act>(), [.. PatientTypes, .. DirectoryTypes, "ValueSet"], (act, type) =>
        Assert.Equal(new Decision(false, "anonymous", null), AccessRule.Decide(Caller.Anonymous, act, type)));

    [Fact]
    public void A_system_may_do_everything() => Each(Enum.GetValues<Act>(), [.. PatientTypes, .. DirectoryTypes, "AuditEvent", "Group"], (act, type) =>
        Assert.Equal(new Decision(true, "system-everything", null), AccessRule.Decide(Caller.Program, act, type)));

    [Fact]
    public void A_citizen_reads_only_their_own_record() => Each(Reading, PatientTypes, (act, type) =>
    {
        var decision = Decide("citizen-copd", act, type);
        Assert.Equal((true, "citizen-own-record", "Patient/citizen-copd"), (decision.Allowed, decision.Rule, decision.OnlyPatient));
        Assert.False(decision.Sight!.IsForAnother);
    });

    [Fact]
    public void A_citizen_who_acts_for_another_sees_the_others_record_and_writes_nothing() => Each(Reading, PatientTypes, (act, type) =>
    {
        var caller = Personas.Find("citizen-parent")!.Caller with { OnBehalfOf = "Patient/citizen-child" };
        var decision = AccessRule.Decide(caller, act, type);
        Assert.Equal(("citizen-acts-for-another", "Patient/citizen-child", true), (decision.Rule, decision.OnlyPatient, decision.Sight!.IsForAnother));
        Assert.False(AccessRule.Decide(caller, Act.Create, "Consent").Allowed);
    });

    [Fact]
    public void A_citizen_reads_the_directory_whole() => Each(Reading, [.. DirectoryTypes, "Medication", "ValueSet", "CodeSystem"], (act, type) =>
        Assert.Equal(new Decision(true, "citizen-directory", null), Decide("citizen-copd", act, type)));

    [Fact]
    public void A_citizen_writes_nothing_and_reads_nothing_else()
    {
        // What of these types may be written is found in their content: CitizenWriteScenarios.
        string[] own = ["Consent", "Task", "Patient", "Flag"];
        Each(Writing, [.. PatientTypes.Except(own), .. DirectoryTypes], (act, type) => Assert.False(Decide("citizen-copd", act, type).Allowed));
        Each([Act.Create, Act.Update], own, (act, type) => Assert.Equal("Patient/citizen-copd", Decide("citizen-copd", act, type).OnlyPatient));
        Each([Act.Delete], own, (act, type) => Assert.False(Decide("citizen-copd", act, type).Allowed));
        var forAnother = Personas.Find("citizen-parent")!.Caller with { OnBehalfOf = "Patient/citizen-child" };
        Each([Act.Create, Act.Update], own, (act, type) => Assert.Equal(type == "Task", AccessRule.Decide(forAnother, act, type).Allowed));
        Each(Reading, ["AuditEvent", "Group", "Subscription", "NoSuchType", ""], (act, type) => Assert.False(Decide("citizen-copd", act, type).Allowed));
    }

    [Theory]
    [InlineData("gp")]
    [InlineData("doctor-medical")]
    [InlineData("nurse-copd")]
    [InlineData("visitation")]
    [InlineData("secretary")]
    [InlineData("paramedic")]
    public void Clinical_staff_need_a_relation_to_patients_and_none_to_directories(string persona)
    {
        Each(Reading, [.. DirectoryTypes, "ValueSet"], (act, type) => Assert.Equal(new Decision(true, "staff-directory", null), Decide(persona, act, type)));
        Each(Enum.GetValues<Act>(), PatientTypes, (act, type) =>
        {
            var decision = Decide(persona, act, type);
            Assert.Equal((true, "staff-treatment-relation"), (decision.Allowed, decision.Rule));
            Assert.False(decision.Sight!.IsWorkOnly);
        });
        Each(Reading, ["Group", "Bundle", "Subscription"], (act, type) => Assert.True(Decide(persona, act, type).Sight!.IsWorkOnly));
        Each(Writing, [.. DirectoryTypes, "ValueSet"], (act, type) => Assert.False(Decide(persona, act, type).Allowed));
        Each(Enum.GetValues<Act>(), ["AuditEvent"], (act, type) => Assert.False(Decide(persona, act, type).Allowed));
    }

    [Theory]
    [InlineData("porter")]
    [InlineData("planner")]
    [InlineData("director")]
    [InlineData("security")]
    public void Others_see_people_and_places_but_no_patients(string persona)
    {
        Each(Reading, DirectoryTypes, (act, type) => Assert.True(Decide(persona, act, type).Allowed));
        Each(Enum.GetValues<Act>(), PatientTypes, (act, type) => Assert.False(Decide(persona, act, type).Allowed));
        Each(Writing, DirectoryTypes, (act, type) => Assert.False(Decide(persona, act, type).Allowed));
    }

    [Fact]
    public void Only_security_reads_the_access_log_and_nobody_changes_it()
    {
        foreach (var persona in Personas.All)
        {
            Each(Reading, ["AuditEvent"], (act, type) => Assert.Equal(persona.Id == "security", AccessRule.Decide(persona.Caller, act, type).Allowed));
            Each(Writing, ["AuditEvent"], (act, type) => Assert.False(AccessRule.Decide(persona.Caller, act, type).Allowed));
        }
    }

    [Fact]
    public void A_role_nobody_knows_may_do_nothing() =>
        Assert.False(AccessRule.Decide(new Caller(CallerKind.Staff, "Practitioner/x", "", "wizard"), Act.Read, "Practitioner").Allowed);

    [Fact]
    public void Personas_are_the_agreed_ones()
    {
        Assert.Equal(
            "citizen-copd citizen-pregnant citizen-parent citizen-child citizen-teen citizen-diabetes citizen-cancer gp doctor-medical nurse-copd visitation secretary paramedic porter planner director security",
            string.Join(' ', Personas.All.Select(persona => persona.Id)));
        Assert.All(Personas.All, persona => Assert.Equal(
            persona.Id.StartsWith("citizen-", StringComparison.Ordinal) ? $"Patient/{persona.Id}" : $"Practitioner/{persona.Id}", persona.Caller.Reference));
    }

    private static Decision Decide(string persona, Act act, string type) => AccessRule.Decide(Personas.Find(persona)!.Caller, act, type);

    private static void Each(IEnumerable<Act> acts, IEnumerable<string> types, Action<Act, string> check)
    {
        foreach (var act in acts)
        {
            foreach (var type in types)
            {
                check(act, type);
            }
        }
    }
}
