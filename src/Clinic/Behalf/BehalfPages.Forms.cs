using System.Globalization;
using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <content>What each form must say, and what it does. Null is done, or not tried because of errors.</content>
internal static partial class BehalfPages
{
    private static async Task<IReadOnlyList<Choice>> Found(Caller caller, BehalfTyped typed, BehalfDoors doors, CancellationToken ct) =>
        typed.Of("hvem") is { Length: > 1 } name ? await doors.Query.Whom(caller, name, ct) : [];

    private static List<FormError> WhomErrors(BehalfTyped typed, IReadOnlyList<Choice> found, BehalfTexts t) =>
        typed.Of("hvem") is not { Length: > 1 } ? [new FormError("hvem", t.WhomWrong)] : found.Count == 0 ? [new FormError("hvem", t.WhomNone)] : [];

    // What is said on paper keeps its paper; what is said by telephone has none. A file that is none of what can be kept is never dropped in silence.
    private static void CheckPaper(Asked ask, List<FormError> errors) =>
        Check(errors, ask.Scan is null && (ask.Typed.How == "paper" || ask.HasFile), "papir", ask.Texts.ScanWrong);

    private static async Task<Problem?> Block(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var whom = await Whom(ask, doors, errors);
        return errors.Count > 0 ? null : await doors.Records.Block(ask.Caller, ask.Of, whom!, ask.Said, ask.Cancellation);
    }

    private static async Task<Choice?> Whom(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var found = await Found(ask.Caller, ask.Typed, doors, ask.Cancellation);
        var whom = found.FirstOrDefault(f => f.Value == ask.Typed.Of("valgt"));
        errors.InsertRange(0, WhomErrors(ask.Typed, found, ask.Texts));
        if (found.Count > 0 && whom is null)
        {
            errors.Insert(0, new FormError("valgt", ask.Texts.WhomChoose));
        }

        return whom;
    }

    // Whether anybody has looked is not told here: the log is the citizen's, who sees what became of the question.
    private static async Task<Problem?> AskWhy(Asked ask, string name, BehalfDoors doors, List<FormError> errors)
    {
        var (t, typed) = (ask.Texts, ask.Typed);
        var whom = await Whom(ask, doors, errors);
        var day = DateField.Parse(typed.Of("kigget"));
        Check(errors, day is null || day > doors.Records.Today, "kigget", t.LookedWrong);
        Check(errors, typed.Of("ord") is not { Length: >= LeastWords and <= Questions.MostWords }, "ord", t.AskWrong);
        if (errors.Count > 0)
        {
            return null;
        }

        var asked = new ToldQuestion($"Patient/{ask.Patient}", name, whom!.Value, DateText.StartOfDay(day!.Value), DateText.StartOfDay(day.Value.AddDays(1)), typed.Of("ord")!);
        var (told, key) = (ask.Told!, FormKey.IdOf(ask.Caller, ask.Of));
        if (doors.Records.ScanOf(ask.Caller, ask.Of, ("Spørgsmål på papir", Papers.PatientNote), ask.Said) is not { } scan)
        {
            return await doors.Questions.AskFor(ask.Caller, asked, (told.How, told.Day), key, ask.Cancellation);
        }

        var onPaper = new QuestionTold(told.How, told.Day, ask.Caller.Reference) { Paper = scan.Reference };
        var asking = await doors.Questions.AskingFor(ask.Caller, asked, onPaper, key, ask.Cancellation);
        return asking.TryGet(out var also, out var problem) ? await doors.Records.Keep(ask.Caller, scan, also, ask.Cancellation) : problem;
    }

    private static async Task<Problem?> Mandate(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var (t, typed) = (ask.Texts, ask.Typed);
        var (cpr, last) = (Cpr.Digits(typed.Of("cpr") ?? ""), DateField.Parse(typed.Of("til")));
        Check(errors, typed.How == "phone", "dag", t.SignedWrong);
        Check(errors, cpr is null, "cpr", t.NumberWrong);
        Check(errors, typed.Of("efternavn") is null, "efternavn", t.FamilyWrong);
        Check(errors, typed.Of("ser") is not { } scope || !Scopes.ContainsKey(scope), "ser", t.SeesWrong);
        Check(errors, last is null || last < doors.Records.Today || last > doors.Records.Today.AddYears(LongestYears), "til", t.LastWrong);
        if (errors.Count > 0)
        {
            return null;
        }

        if (!(await doors.Query.Holder(ask.Caller, ask.Patient, (cpr!, typed.Of("efternavn")!), ask.Cancellation)).TryGet(out var to, out var problem))
        {
            errors.Add(new FormError("cpr", problem.Kind == ProblemKind.TooMany ? t.TooMany : t.NotFound));
            return null;
        }

        return await doors.Records.Mandate(ask.Caller, ask.Of, (to, Scopes[typed.Of("ser")!], last!.Value), ask.Said, ask.Cancellation);
    }

    private static async Task<Problem?> Report(Asked ask, BehalfDoors doors, List<FormError> errors, Language language)
    {
        var (t, typed) = (ask.Texts, ask.Typed);
        var lines = await doors.Query.LinesOf(ask.Caller, ask.Patient, language, ask.Cancellation);
        var line = lines.FirstOrDefault(l => l.Reference == typed.Of("linje"));
        Check(errors, line is null, "linje", lines.Count == 0 ? t.NoLines : t.LineWrong);
        Check(errors, t.Kinds.All(k => k.Value != typed.Of("hvad")), "hvad", t.WrongWrong);
        Check(errors, typed.Of("ord") is not { Length: >= LeastWords and <= MostWords }, "ord", t.WordsWrong);
        if (errors.Count > 0)
        {
            return null;
        }

        var answering = await doors.Query.Answering(ask.Caller, ask.Patient, line!, ask.Cancellation);
        return answering is null
            ? new Problem(ProblemKind.NotFound, "Nobody answers for this line.")
            : await doors.Records.Report(ask.Caller, ask.Of, answering, (typed.Of("hvad")!, typed.Of("ord")!), ask.Said, ask.Cancellation);
    }

    private static async Task<Problem?> AskVisit(Asked ask, BehalfDoors doors, List<FormError> errors, Language language)
    {
        var (t, typed) = (ask.Texts, ask.Typed);
        var visits = await doors.Query.VisitsOf(ask.Caller, ask.Patient, language, ask.Cancellation);
        var (visit, _) = visits.FirstOrDefault(v => v.Visit.Reference == typed.Of("linje"));
        Check(errors, visit is null, "linje", visits.Count == 0 ? t.NoVisits : t.VisitWrong);
        Check(errors, typed.Of("ord") is not { Length: >= LeastWords and <= MostWords }, "ord", t.WordsWrong);
        return errors.Count > 0 ? null : await doors.Records.AskVisit(ask.Caller, ask.Of, visit!, typed.Of("ord")!, ask.Said, ask.Cancellation);
    }

    private static async Task<Problem?> Wish(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var (t, wish) = (ask.Texts, ask.Typed.Of("svar"));
        Check(errors, t.Wishes.All(w => w.Value != wish), "svar", t.WishWrong);
        return errors.Count > 0 ? null : await doors.Records.Wish(ask.Caller, ask.Of, wish!, ask.Said, ask.Cancellation);
    }

    private static async Task<Problem?> Messages(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var (t, typed) = (ask.Texts, ask.Typed);
        var (from, until) = (Hour(typed.Of("stille")), Hour(typed.Of("stille-til")));
        var wishes = new MessagePreferences
        {
            Channel = typed.Of("kanal") ?? "",
            Receiver = typed.Of("modtager"),
            WeekBefore = typed.Of("uge") is not null,
            DayBefore = typed.Of("dagen-foer") is not null,
            Offers = typed.Of("tilbud") is not null,
            QuietFrom = from ?? default,
            QuietUntil = until ?? default,
        };
        var wrong = Preferences.Wrong(wishes)?.Expression;
        Check(errors, wrong == "channel", "kanal", t.ChannelWrong);
        Check(errors, wrong == "receiver", "modtager", t.ReceiverWrong);
        Check(errors, from is null, "stille", t.HourWrong);
        Check(errors, until is null, "stille-til", t.HourWrong);
        if (errors.Count > 0)
        {
            return null;
        }

        var scan = doors.Records.ScanOf(ask.Caller, ask.Of, ("Ønske om beskeder på papir", Papers.PatientNote), ask.Said);
        var language = (await doors.Messages.For(ask.Caller, $"Patient/{ask.Patient}", ask.Cancellation))?.Wishes.Language ?? "da";
        var told = new MessagesTold(ask.Told!.How, ask.Told.Day, ask.Caller.Reference) { Paper = scan is null ? null : scan.Reference };
        return await Put(ask, doors, wishes with { Language = language, Told = told }, scan);
    }

    private static async Task<Problem?> Put(Asked ask, BehalfDoors doors, MessagePreferences wishes, PaperWrite? scan)
    {
        var (patient, version) = ($"Patient/{ask.Patient}", ask.Typed.Version);
        if (scan is null)
        {
            return await doors.Messages.PutFor(ask.Caller, patient, wishes, version, ask.Cancellation);
        }

        var putting = await doors.Messages.PuttingFor(ask.Caller, patient, wishes, version, ask.Cancellation);
        return putting.TryGet(out var also, out var problem) ? await doors.Records.Keep(ask.Caller, scan, also, ask.Cancellation) : problem;
    }

    private static Dictionary<string, string> MessageFields(MessagePreferences wishes) => new()
    {
        ["kanal"] = wishes.Channel,
        ["modtager"] = wishes.Receiver ?? "",
        ["uge"] = wishes.WeekBefore ? "1" : "",
        ["dagen-foer"] = wishes.DayBefore ? "1" : "",
        ["tilbud"] = wishes.Offers ? "1" : "",
        ["stille"] = wishes.QuietFrom.Hour.ToString(CultureInfo.InvariantCulture),
        ["stille-til"] = wishes.QuietUntil.Hour.ToString(CultureInfo.InvariantCulture),
    };

    private static TimeOnly? Hour(string? typed) =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour is >= 0 and <= 23 ? new TimeOnly(hour, 0) : null;

    private static async Task<Problem?> Contact(Asked ask, BehalfDoors doors, List<FormError> errors)
    {
        var t = ask.Texts;
        var typed = ask.Typed with { Fields = ask.Typed.Fields.ToDictionary(f => f.Key, f => f.Key is "telefon" or "ring-telefon" ? f.Value.Replace(" ", "", StringComparison.Ordinal) : f.Value) };
        Check(errors, typed.Of("telefon") is { } phone && !IsPhone(phone), "telefon", t.PhoneWrong);
        Check(errors, typed.Of("email") is { } email && !IsEmail(email), "email", t.EmailWrong);
        Check(errors, typed.Of("ring") is null && (typed.Of("ring-hvem") ?? typed.Of("ring-telefon")) is not null, "ring", t.CallNameWrong);
        Check(errors, typed.Of("ring-telefon") is { } call && !IsPhone(call), "ring-telefon", t.PhoneWrong);
        return errors.Count > 0 ? null : await doors.Records.Contact(ask.Caller, ask.Of, typed, ask.Said, ask.Cancellation);
    }

    private static void Check(List<FormError> errors, bool isWrong, string field, string message)
    {
        if (isWrong)
        {
            errors.Add(new FormError(field, message));
        }
    }

    private static bool IsPhone(string number) => number[0] == '+' ? number.Length is >= 9 and <= 16 && number.Skip(1).All(char.IsAsciiDigit) : number.Length == 8 && number.All(char.IsAsciiDigit);

    private static bool IsEmail(string email) => email.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < host.Length - 1 && !email.Any(char.IsWhiteSpace);
}
