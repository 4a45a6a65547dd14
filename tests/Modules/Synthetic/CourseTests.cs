using System.Text;
using Helhed.Fhir.R4;

namespace Helhed.Tests.Modules.Synthetic;

public sealed class CourseTests
{
    private readonly MadeRegion region = MadeRegion.Shared;

    private static readonly DateTimeOffset Midnight = new(2026, 11, 21, 0, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void HbA1c_is_lower_after_empagliflozin_is_added()
    {
        var before = new List<decimal>();
        var after = new List<decimal>();
        foreach (var order in region.Of<MedicationRequest>().Where(one => MadeRegion.HasCode(one.MedicationCodeableConcept, "A10BK03")))
        {
            var start = MadeRegion.At(order.AuthoredOn);
            var tests = Values(order.Subject!.ReferenceValue!, "NPU27300");
            before.AddRange(tests.Where(one => one.At < start.AddDays(1)).TakeLast(1).Select(one => one.Value));
            after.AddRange(tests.Where(one => one.At > start.AddDays(100)).Take(1).Select(one => one.Value));
        }

        Assert.True(after.Count > 10, $"{after.Count} with HbA1c afterwards");
        Assert.True(after.Average() < before.Average() - 4, $"{before.Average()} before, {after.Average()} after");
    }

    [Fact]
    public void The_persona_with_copd_has_saturation_that_falls_in_the_last_weeks()
    {
        var values = Values("Patient/citizen-copd", "NPU03011").Where(one => one.At > Midnight.AddDays(-110)).ToList();
        var earlier = values.Where(one => one.At < Midnight.AddDays(-30)).Average(one => one.Value);
        var lately = values.TakeLast(5).Average(one => one.Value);
        Assert.InRange(earlier, 91, 93);
        Assert.InRange(lately, 84, 89);
    }

    [Fact]
    public void The_persona_with_copd_takes_seven_medicines_and_is_seen_within_days()
    {
        Assert.Equal(7, region.Of<MedicationRequest>().Count(one => one.Status == "active" && one.Subject!.ReferenceValue == "Patient/citizen-copd"));
        Assert.Contains(region.Of<AllergyIntolerance>(), one => one.Patient!.ReferenceValue == "Patient/citizen-copd" && one.Criticality == "high");
        Assert.Contains(Coming("Patient/citizen-copd"), one => MadeRegion.At(one.Start) < Midnight.AddDays(5));
    }

    [Fact]
    public void Neutrophils_fall_below_half_ten_days_after_chemotherapy()
    {
        var series = region.Of<Procedure>().Where(one => MadeRegion.HasCode(one.Code, "BWHA1")).ToList();
        var ratios = new List<decimal>();
        foreach (var one in series)
        {
            var at = MadeRegion.At(one.PerformedDateTime);
            var counts = Values(one.Subject!.ReferenceValue!, "NPU02902");
            var start = counts.LastOrDefault(count => count.At <= at && count.At > at.AddDays(-2));
            var low = counts.FirstOrDefault(count => count.At > at.AddDays(8) && count.At < at.AddDays(12));
            if (start.Value > 0 && low.Value > 0)
            {
                ratios.Add(low.Value / start.Value);
            }
        }

        Assert.True(ratios.Count > 10, $"{ratios.Count} series with both counts");
        Assert.True(ratios.Average() < 0.5m, $"{ratios.Average()}");
    }

    [Fact]
    public void ProBnp_falls_under_treatment_of_heart_failure()
    {
        var people = region.Of<Observation>().Where(one => MadeRegion.HasCode(one.Code, "NPU21571")).GroupBy(one => one.Subject!.ReferenceValue!).ToList();
        Assert.NotEmpty(people);
        Assert.All(people.Select(one => Values(one.Key, "NPU21571")).Where(values => values.Count > 3), values => Assert.True(values[^1].Value < values[0].Value / 2));
    }

    [Fact]
    public void Nobody_allergic_to_penicillin_is_given_any()
    {
        var allergic = region.Of<AllergyIntolerance>().Where(one => MadeRegion.HasCode(one.Code, "J01C")).Select(one => one.Patient!.ReferenceValue).ToHashSet();
        Assert.True(allergic.Count > 10);
        Assert.DoesNotContain(region.Of<MedicationRequest>(), one =>
            allergic.Contains(one.Subject!.ReferenceValue) && one.MedicationCodeableConcept!.Coding[0].Code!.StartsWith("J01C", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_happened_lies_in_the_past_and_what_is_booked_does_not()
    {
        Assert.Empty(region.Of<Encounter>().Where(one => MadeRegion.At(one.Period!.Start) >= Midnight).Select(one => one.Id));
        Assert.Empty(region.Of<Encounter>().Where(one => one.Status == "finished" && MadeRegion.At(one.Period!.End) >= Midnight).Select(one => one.Id));
        Assert.Empty(region.Of<Observation>().Where(one => MadeRegion.At(one.EffectiveDateTime) >= Midnight).Select(one => one.Id));
        Assert.Empty(region.Of<DocumentReference>().Where(one => MadeRegion.At(one.Date) >= Midnight).Select(one => one.Id));
        Assert.Empty(region.Of<Immunization>().Where(one => MadeRegion.At(one.OccurrenceDateTime) >= Midnight).Select(one => one.Id));
        Assert.All(region.Of<Appointment>(), one => Assert.Equal(one.Status == "booked", MadeRegion.At(one.Start) >= Midnight));
    }

    [Fact]
    public void Nothing_happens_to_anybody_before_birth()
    {
        var born = region.Of<Patient>().ToDictionary(one => "Patient/" + one.Id, one => one.BirthDate!);
        Assert.Empty(region.Of<Encounter>().Where(one => IsEarly(one.Period!.Start, one.Subject)).Select(one => one.Id));
        Assert.Empty(region.Of<Condition>().Where(one => IsEarly(one.OnsetDateTime, one.Subject)).Select(one => one.Id));
        Assert.Empty(region.Of<Immunization>().Where(one => IsEarly(one.OccurrenceDateTime, one.Patient)).Select(one => one.Id));
        Assert.Empty(region.Of<MedicationRequest>().Where(one => IsEarly(one.AuthoredOn, one.Subject)).Select(one => one.Id));

        bool IsEarly(string? when, Reference? who) => string.CompareOrdinal(when, born[who!.ReferenceValue!]) < 0;
    }

    [Fact]
    public void Appointments_lie_on_weekdays_in_opening_hours() => Assert.All(region.Of<Appointment>(), one =>
    {
        var start = MadeRegion.At(one.Start);
        Assert.False(start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, one.Id);
        Assert.InRange(start.Hour, 8, 16);
    });

    [Theory]
    [InlineData("citizen-copd")]
    [InlineData("citizen-pregnant")]
    [InlineData("citizen-parent")]
    [InlineData("citizen-child")]
    [InlineData("citizen-teen")]
    [InlineData("citizen-diabetes")]
    [InlineData("citizen-cancer")]
    public void Every_persona_has_something_to_show(string id)
    {
        Assert.NotEmpty(Coming("Patient/" + id));
        Assert.True(region.Of<Encounter>().Count(one => one.Subject!.ReferenceValue == "Patient/" + id) >= 4);
        Assert.True(region.Of<DocumentReference>().Count(one => one.Subject!.ReferenceValue == "Patient/" + id) >= 4);
    }

    [Fact]
    public void Some_are_on_a_ward_today_without_an_end_or_a_discharge_letter()
    {
        var present = region.Of<Encounter>().Where(one => one.Status == "in-progress").ToList();
        Assert.NotEmpty(present);
        Assert.All(present, one => Assert.Null(one.Period!.End));
        var open = present.Select(one => "Encounter/" + one.Id).ToHashSet();
        Assert.DoesNotContain(region.Of<DocumentReference>(), one => one.Type!.Text == "Epikrise" && open.Contains(one.Context!.Encounter[0].ReferenceValue!));
    }

    [Fact]
    public void Some_referrals_wait_to_be_sorted() =>
        Assert.Contains(region.Of<ServiceRequest>(), one => one.Status == "active" && region.Positions.ContainsKey(one.Performer[0].ReferenceValue!));

    [Fact]
    public void Notes_are_different_and_filled_in()
    {
        var texts = region.Of<DocumentReference>().Select(one => Encoding.UTF8.GetString(Convert.FromBase64String(one.Content[0].Attachment!.Data!))).ToList();
        Assert.All(texts, text => Assert.DoesNotContain('{', text));
        Assert.True(texts.Distinct().Count() > texts.Count * 0.75, $"{texts.Distinct().Count()} different of {texts.Count}");
    }

    [Fact]
    public void A_citizen_has_40_to_60_resources_on_average() =>
        Assert.InRange(region.All.Count(one => one is not (Organization or Location or HealthcareService or Practitioner or PractitionerRole)) / 1500.0, 40, 60);

    private IEnumerable<Appointment> Coming(string patient) =>
        region.Of<Appointment>().Where(one => one.Status == "booked" && one.Participant.Any(who => who.Actor!.ReferenceValue == patient));

    private List<(DateTimeOffset At, decimal Value)> Values(string patient, string code) =>
    [
        .. region.Of<Observation>()
            .Where(one => one.Subject!.ReferenceValue == patient && MadeRegion.HasCode(one.Code, code))
            .Select(one => (MadeRegion.At(one.EffectiveDateTime), one.ValueQuantity!.Value!.Value.Value))
            .OrderBy(one => one.Item1),
    ];
}
