using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Synthetic;

/// <summary>
/// One citizen's record while it is being written. A course of disease says what happened in the field's words;
/// the chart turns each saying into a resource with the right codes, dates, authors and references, and encodes it at once.
/// </summary>
internal sealed partial class Chart
{
    private readonly Household _household;
    private readonly Sink _sink;
    private int _last;

    internal Chart(Household household, Citizen citizen, Sink sink)
    {
        _household = household;
        _sink = sink;
        Citizen = citizen;
        Random = household.Random.Fork(citizen.Key);
        Today = household.Today;
        FirstDay = Today.AddYears(-5);
        Gp = household.Practice.Staff.Find(one => one.Id == "gp") ?? household.Practice.Someone(Random, Profession.Doctor);
        Laboratory = household.Atlas.Laboratory(household.Municipality);
        Age = citizen.AgeOn(Today);
    }

    internal Citizen Citizen { get; }

    internal SeededRandom Random { get; }

    internal DateOnly Today { get; }

    /// <summary>Courses are told from this day, five years back.</summary>
    internal DateOnly FirstDay { get; }

    internal int Age { get; }

    internal Sex Sex => Citizen.Sex;

    internal Clinician Gp { get; }

    internal CareUnit Practice => _household.Practice;

    internal CareUnit Laboratory { get; }

    internal Municipality Municipality => _household.Municipality;

    internal Atlas Atlas => _household.Atlas;

    /// <summary>Set by <see cref="AllergicToPenicillin"/>; every later choice of antibiotic heeds it.</summary>
    internal bool IsPenicillinAllergic { get; private set; }

    internal bool Smokes { get; set; }

    internal CareUnit Clinic(Specialty specialty) => Atlas.Clinic(Municipality, specialty);

    internal CareUnit Ward(Specialty specialty) => Atlas.Ward(Municipality, specialty);

    /// <summary>A day in the years told of, never before birth.</summary>
    internal DateOnly SomeDay(int fromDaysAgo, int toDaysAgo)
    {
        var day = Today.AddDays(-Random.Int(toDaysAgo, fromDaysAgo + 1));
        return day < Citizen.Born.AddDays(7) ? Citizen.Born.AddDays(7) : day;
    }

    /// <summary>A day, or the day the citizen reached an age if that is later: nobody gets type 2 diabetes at four.</summary>
    internal DateOnly NotBeforeAge(int age, DateOnly day)
    {
        var earliest = Citizen.Born.AddYears(Math.Max(0, Math.Min(age, Age - 1)));
        return day < earliest ? earliest : day;
    }

    /// <summary>One of several ways to say or see something.</summary>
    internal string OneOf(params ReadOnlySpan<string> phrases) => phrases[Random.Int(0, phrases.Length)];

    private string NextId(string letter) => string.Create(CultureInfo.InvariantCulture, $"{letter}-{Citizen.Key}-{++_last}");

    private Reference Add(Resource resource)
    {
        _sink.Add(resource);
        return Concept.To(resource.TypeName, resource.Id!);
    }

    /// <summary>The open day on or after a day, or the last before today when that would be in the future.</summary>
    private DateOnly PastOpenDay(DateOnly day)
    {
        var open = WorkingDay.OnOrAfter(day);
        while (open >= Today || !WorkingDay.IsOpen(open))
        {
            open = open.AddDays(-1);
        }

        return open;
    }
}
