using System.Globalization;
using Helhed.Platform;

namespace Helhed.Booking;

/// <summary>What a template must hold before it is kept.</summary>
internal static class TemplateRules
{
    private const int MostServices = 50;
    private const int MostSessions = 200;
    private const int MostActors = 200;
    private const int MostPerSession = 10;
    private const int LongestDays = 400;
    private const int LongestBefore = 7 * 24 * 60;

    private static readonly string[] Kinds = ["person", "room", "equipment"];
    private static readonly string[] KeptFor = ["", "triage", "acute", "returning"];
    private static readonly string[] Sectors = ["hospital", "gp", "municipality"];

    /// <summary>What is wrong, or null.</summary>
    public static Problem? Refusal(ClinicTemplate template)
    {
        if (!IsName(template.Clinic, 40))
        {
            return Wrong("clinic", "is the id of a Location of at most 40 characters");
        }

        if (!Sectors.Contains(template.Sector))
        {
            return Wrong("sector", "is hospital, gp or municipality");
        }

        if (template.HorizonDays is < 1 or > LongestDays)
        {
            return Wrong("horizonDays", "is from 1 to 400");
        }

        if (template.Services.Count > MostServices || template.Sessions.Count > MostSessions || template.Actors.Count > MostActors)
        {
            return Wrong("template", "has at most 50 services, 200 sessions and 200 actors");
        }

        return template.Services.Select(s => Refusal(template, s)).FirstOrDefault(p => p is not null)
            ?? template.Actors.Select(Refusal).FirstOrDefault(p => p is not null)
            ?? Twice(template)
            ?? template.Sessions.Select(s => Refusal(template, s)).FirstOrDefault(p => p is not null);
    }

    private static Problem? Refusal(ClinicTemplate template, ServiceType service)
    {
        if (!service.Code.StartsWith(template.Clinic + ".", StringComparison.Ordinal) || !IsName(service.Code.Replace('.', '-'), 60))
        {
            return Wrong($"services.{service.Code}", $"begins with '{template.Clinic}.' and has at most 60 of a-z, 0-9, '-'");
        }

        if (service.Minutes is < 5 or > 480 || service.Minutes % 5 != 0)
        {
            return Wrong($"services.{service.Code}.minutes", "is a multiple of five from 5 to 480");
        }

        if (service.After.Count > MostPerSession || service.After.Any(a => a.Service is null || !IsName(a.Service.Replace('.', '-'), 60) || a.Service == service.Code || a.Minutes is < 0 or > LongestBefore))
        {
            return Wrong($"services.{service.Code}.after", "has at most ten other services, with 0 to 10080 minutes between");
        }

        return service.Needs.All(Kinds.Contains) ? null : Wrong($"services.{service.Code}.needs", "are person, room and equipment");
    }

    private static Problem? Refusal(BookedActor actor)
    {
        var type = actor.Kind switch { "person" => "Practitioner/", "room" => "Location/", "equipment" => "Device/", _ => null };
        if (type is null || !actor.Reference.StartsWith(type, StringComparison.Ordinal))
        {
            return Wrong($"actors.{actor.Reference}", "is a person with a Practitioner, a room with a Location, or equipment with a Device");
        }

        return actor.Capacity is >= 1 and <= 100 && actor.Overbook is >= 0 and <= 20 ? null : Wrong($"actors.{actor.Reference}", "takes 1 to 100 at once and 0 to 20 on top");
    }

    private static Problem? Twice(ClinicTemplate template) =>
        template.Services.GroupBy(s => s.Code).FirstOrDefault(g => g.Count() > 1)?.Key is { } service ? Wrong($"services.{service}", "stands once")
        : template.Sessions.GroupBy(s => s.Id).FirstOrDefault(g => g.Count() > 1)?.Key is { } session ? Wrong($"sessions.{session}", "stands once")
        : template.Actors.GroupBy(a => a.Reference).FirstOrDefault(g => g.Count() > 1)?.Key is { } actor ? Wrong($"actors.{actor}", "stands once")
        : null;

    private static Problem? Refusal(ClinicTemplate template, Session session)
    {
        var place = $"sessions.{session.Id}";
        if (!IsName(session.Id, 12) || session.Days.Count == 0 || session.Days.Any(d => d is < 1 or > 7) || session.From >= session.To)
        {
            return Wrong(place, "has a name of at most 12 of a-z, 0-9, '-', days from 1 to 7, and begins before it ends");
        }

        if (session.Minutes is < 5 or > 480 || session.Minutes % 5 != 0 || session.From.Minute % 5 != 0 || session.EveryWeeks is < 1 or > 52 || !KeptFor.Contains(session.Kept))
        {
            return Wrong(place, "has times of a multiple of five minutes, every 1 to 52 weeks, kept for nobody, triage, acute or returning");
        }

        if (session.Actors.Count is 0 or > MostPerSession || session.Actors.Any(a => template.Actors.All(known => known.Reference != a)))
        {
            return Wrong($"{place}.actors", "are one to ten of the template's actors");
        }

        foreach (var code in session.Services)
        {
            var service = template.Services.FirstOrDefault(s => s.Code == code);
            if (service is null || service.Minutes > session.Minutes)
            {
                return Wrong($"{place}.services", $"has only services of the template that fit into {session.Minutes.ToString(CultureInfo.InvariantCulture)} minutes");
            }

            var kinds = session.Actors.Select(a => template.Actors.First(known => known.Reference == a).Kind).ToList();
            if (service.Needs.FirstOrDefault(n => !kinds.Contains(n)) is { } missing)
            {
                return Wrong($"{place}.actors", $"has a {missing}, which {code} needs");
            }
        }

        return session.Services.Count is > 0 and <= MostPerSession ? null : Wrong($"{place}.services", "are one to ten");
    }

    private static bool IsName(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static Problem Wrong(string place, string rule) => new(ProblemKind.Unprocessable, $"The template is not kept: {place} {rule}.", place);
}
