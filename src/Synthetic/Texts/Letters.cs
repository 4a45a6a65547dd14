using System.Text;

namespace Helhed.Synthetic;

/// <summary>The frames of longer letters; a course fills in what happened.</summary>
internal static class Letters
{
    /// <summary>A discharge letter to the GP.</summary>
    internal static string Discharge(Chart chart, Visit stay, Diagnosis diagnosis, (string Why, string Course, string Medicine, string Plan) said)
    {
        var text = new StringBuilder(900);
        text.Append("EPIKRISE\n")
            .Append(chart.Citizen.FullName).Append(", ").Append(chart.Citizen.AgeOn(stay.Day)).Append(" år\n")
            .Append("Indlagt ").Append(DanishTime.Short(stay.Day)).Append(" - ").Append(DanishTime.Short(stay.LastDay)).Append(", ").Append(stay.Where.Name).Append('\n')
            .Append("Aktionsdiagnose: ").Append(diagnosis.Sks).Append(' ').Append(diagnosis.Name).Append("\n\n")
            .Append("Indlæggelsesårsag\n").Append(said.Why).Append("\n\n")
            .Append("Forløb\n").Append(said.Course).Append("\n\n")
            .Append("Medicin ved udskrivelsen\n").Append(said.Medicine).Append("\n\n")
            .Append("Plan\n").Append(said.Plan).Append("\n\n");
        return Sign(text, stay);
    }

    /// <summary>A letter after an outpatient visit.</summary>
    internal static string Clinic(Visit visit, Diagnosis diagnosis, string body, string plan)
    {
        var text = new StringBuilder(600);
        text.Append(visit.Where.Name).Append(", ").Append(DanishTime.Short(visit.Day)).Append('\n')
            .Append(diagnosis.Sks).Append(' ').Append(diagnosis.Name).Append("\n\n")
            .Append(body).Append("\n\nPlan: ").Append(plan).Append("\n\n");
        return Sign(text, visit);
    }

    private static string Sign(StringBuilder text, Visit visit) =>
        text.Append(visit.Who.Name).Append('\n').Append(visit.Who.Title).Append(", ").Append(visit.Where.Whole.Name).ToString();
}
