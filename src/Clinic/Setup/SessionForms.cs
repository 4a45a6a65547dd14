using System.Globalization;
using Helhed.Booking;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Clinic;

/// <summary>Reads absences as they are typed. Pure.</summary>
internal static class AbsenceSpan
{
    private const int LongestDays = 400;

    public static ((DateTimeOffset From, DateTimeOffset Until)? Span, IReadOnlyList<FormError> Errors) Of(ClinicTemplate clinic, AbsenceForm typed, SetupTexts t)
    {
        var errors = new List<FormError>();
        var (first, last) = (DateField.Parse(typed.First), DateField.Parse(typed.Last));
        Check(clinic.Actors.Any(a => a.Reference == typed.Who), "hvem", t.WhoMissing);
        Check(first is not null, "foerste", t.DayWrong);
        Check(last is not null, "sidste", t.DayWrong);
        Check(first is null || last is null || (last >= first && last.Value.DayNumber - first.Value.DayNumber < LongestDays), "sidste", t.SpanWrong);
        Check(t.Reasons.Any(r => r.Value == typed.Why), "hvorfor", t.WhyMissing);
        var (from, to) = (Clock(typed.From), Clock(typed.To));
        Check(typed.From.Length == 0 || from is not null, "fra", t.TimeWrong);
        Check(typed.To.Length == 0 || (to is not null && (first != last || to > (from ?? TimeOnly.MinValue))), "til", t.TimeWrong);
        return errors.Count > 0 ? (null, errors) : ((Moment(first!.Value, from ?? TimeOnly.MinValue), to is { } end ? Moment(last!.Value, end) : Moment(last!.Value.AddDays(1), TimeOnly.MinValue)), errors);

        void Check(bool isRight, string field, string message)
        {
            if (!isRight && errors.TrueForAll(e => e.Field != field))
            {
                errors.Add(new FormError(field, message));
            }
        }
    }

    /// <summary>"8", "8.30" or "08:30".</summary>
    public static TimeOnly? Clock(string typed) =>
        TimeOnly.TryParseExact(typed.Trim().Replace(':', '.'), ["%H", "HH", "H.mm", "HH.mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static DateTimeOffset Moment(DateOnly day, TimeOnly time)
    {
        var wall = day.ToDateTime(time);
        return new DateTimeOffset(wall, DateText.Local(new DateTimeOffset(wall, TimeSpan.Zero)).Offset);
    }
}

/// <summary>Reads sessions as they are typed. Pure.</summary>
internal static class SessionForms
{
    private const int MostTyped = 200;

    public static SessionForm Of(Session? session) => session is null
        ? new SessionForm([], "8.00", "12.00", "30", "alle")
        : new SessionForm([.. session.Days.Select(d => d.ToString(CultureInfo.InvariantCulture))], Time(session.From), Time(session.To), session.Minutes.ToString(CultureInfo.InvariantCulture), session.Kept.Length == 0 ? "alle" : session.Kept)
        {
            Services = session.Services,
            Actors = session.Actors,
        };

    public static SessionForm Read(IFormCollection form) =>
        new([.. form["dage"].OfType<string>().Take(7)], form["fra"].ToString(), form["til"].ToString(), form["minutter"].ToString(), form["til-hvem"].ToString())
        {
            Services = [.. form["ydelser"].OfType<string>().Take(MostTyped)],
            Actors = [.. form["hos"].OfType<string>().Take(MostTyped)],
        };

    /// <summary>What a session says, to tell whether it is still what it was when a form was made.</summary>
    public static string Text(Session? session) => session is null ? "" : string.Join('|', new[]
    {
        string.Join(',', session.Days), Time(session.From), Time(session.To), session.Minutes.ToString(CultureInfo.InvariantCulture), session.Kept, string.Join(',', session.Services), string.Join(',', session.Actors),
    });

    public static (Session? Session, IReadOnlyList<FormError> Errors) Parse(ClinicTemplate clinic, Session? known, SessionForm typed, SetupTexts t)
    {
        var errors = new List<FormError>();
        var days = typed.Days.Select(d => d is [>= '1' and <= '7'] ? d[0] - '0' : 0).Where(d => d > 0).Distinct().Order().ToList();
        var (from, to) = (AbsenceSpan.Clock(typed.From), AbsenceSpan.Clock(typed.To));
        var isNumber = int.TryParse(typed.Minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 5 and <= 480 && minutes % 5 == 0;
        List<string> services = [.. clinic.Services.Select(s => s.Code).Where(typed.Services.Contains)];
        List<string> actors = [.. clinic.Actors.Select(a => a.Reference).Where(typed.Actors.Contains)];
        Check(days.Count > 0, "dage", t.DaysMissing);
        Check(from is not null && from.Value.Minute % 5 == 0, "fra", t.TimeWrong);
        Check(to is not null && (from is null || to > from), "til", t.TimeWrong);
        Check(isNumber, "minutter", t.MinutesWrong);
        Check(services.Count > 0, "ydelser", t.ForMissing);
        Check(actors.Count > 0, "hos", t.WithMissing);
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var one = known ?? new Session { Id = FreeName(clinic) };
        var kept = t.KeptFor.Any(k => k.Value == typed.Kept) && typed.Kept != "alle" ? typed.Kept : "";
        return (one with { Days = days, From = from!.Value, To = to!.Value, Minutes = minutes, Services = services, Actors = actors, Kept = kept }, errors);

        void Check(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                errors.Add(new FormError(field, message));
            }
        }
    }

    public static string Time(TimeOnly time) => time.ToString("H.mm", CultureInfo.InvariantCulture);

    private static string FreeName(ClinicTemplate clinic) =>
        Enumerable.Range(1, 1000).Select(n => string.Create(CultureInfo.InvariantCulture, $"fast-{n}")).First(name => clinic.Sessions.All(s => s.Id != name));
}
