using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/stamdata</c>: how a citizen is reached, whom to call, language and needs.</summary>
internal static class MasterDataPages
{
    public const string Path = "/borger/stamdata";
    private const int MostChars = 100;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, MasterData data, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => await data.Read(caller, ct) is var (form, facts)
                ? CitizenPages.Show<MasterDataPage>(context, caller, name, new MasterDataModel(form, facts, [])
                {
                    WasSaved = context.Request.Query.ContainsKey("gemt"),
                    WasUnchanged = context.Request.Query.ContainsKey("uaendret"),
                    CanEdit = caller.Subject == caller.Reference,
                })
                : ErrorPages.NotFound(context)));
        pages.MapPost(Path, (HttpContext context, CitizenRecords records, MasterData data, CancellationToken ct) =>
            CitizenPages.ForOwn(context, records, (caller, name) => Save(context, (caller, name), data, ct)));
    }

    private static async Task<IResult> Save(HttpContext context, (Caller Caller, CitizenName? Name) reader, MasterData data, CancellationToken ct)
    {
        var t = new MasterDataTexts(context.Language());
        var form = Typed(context.Request.Form, t);
        if (await data.Read(reader.Caller, ct) is not var (stands, _))
        {
            return ErrorPages.Broken(context);
        }

        var errors = Errors(form, stands, t);
        if (errors.Count == 0)
        {
            var written = await data.Write(reader.Caller, form, ct);
            if (written.TryGet(out var changed, out var problem))
            {
                return new SeeOther($"{Path}?{(changed ? "gemt" : "uaendret")}=1");
            }

            errors.Add(new FormError("telefon", problem.Kind == ProblemKind.PreconditionFailed ? t.ChangedMeanwhile : t.Failed));
        }

        // What was typed stays; the version is that of now, since the reader has been told.
        return await data.Read(reader.Caller, ct) is var (now, facts)
            ? CitizenPages.Show<MasterDataPage>(context, reader.Caller, reader.Name, new MasterDataModel(form with { Version = now.Version }, facts, errors), StatusCodes.Status422UnprocessableEntity)
            : ErrorPages.Broken(context);
    }

    private static MasterDataForm Typed(IFormCollection form, MasterDataTexts t)
    {
        _ = int.TryParse(form["udgave"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        return new MasterDataForm
        {
            Version = version,
            Phone = Number(Text("telefon")),
            Email = Text("email"),
            Spoken = Text("sprog"),
            Needs = [.. form["behov"].OfType<string>().Where(b => t.Needs.Any(n => n.Value == b)).Distinct(StringComparer.Ordinal)],
            Contacts = MasterData.Filled(Enumerable.Range(1, MasterData.MostContacts).Select(i => new ContactForm(Text($"navn-{i}"), Text($"forhold-{i}"), Number(Text($"telefon-{i}"))))),
        };

        string Text(string name)
        {
            var text = TypedText.Of(form[name]).ReplaceLineEndings(" ");
            return text.Length > MostChars ? text[..MostChars] : text;
        }
    }

    /// <summary>What is to be corrected. What stands already, and came from elsewhere, need not be corrected before something else is saved.</summary>
    internal static List<FormError> Errors(MasterDataForm form, MasterDataForm stands, MasterDataTexts t)
    {
        var errors = new List<FormError>();
        var numbers = stands.Contacts.Select(c => c.Phone).Append(stands.Phone).Select(Number).ToHashSet(StringComparer.Ordinal);
        var nameless = stands.Contacts.Where(c => c.Name.Length == 0).Select(c => new ContactForm("", c.Relation.Trim(), Number(c.Phone))).ToHashSet();
        Check(form.Phone.Length == 0 || IsPhone(form.Phone) || numbers.Contains(form.Phone), "telefon", t.PhoneWrong);
        Check(form.Email.Length == 0 || IsEmail(form.Email) || form.Email == stands.Email, "email", t.EmailWrong);
        Check(form.Spoken.Length == 0 || t.Languages.Any(l => l.Value == form.Spoken) || form.Spoken == stands.Spoken, "sprog", t.SpokenWrong);
        for (var i = 0; i < form.Contacts.Count; i++)
        {
            var contact = form.Contacts[i];
            Check(contact.IsEmpty || contact.Name.Length > 0 || nameless.Contains(contact), $"navn-{i + 1}", Sentence.Fill(t.ContactNameMissing, i + 1));
            Check(contact.Phone.Length == 0 || IsPhone(contact.Phone) || numbers.Contains(contact.Phone), $"telefon-{i + 1}", t.PhoneWrong);
        }

        return errors;

        void Check(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                errors.Add(new FormError(field, message));
            }
        }
    }

    private static string Number(string typed) => typed.Replace(" ", "", StringComparison.Ordinal);

    private static bool IsPhone(string number) => number[0] == '+' ? number.Length is >= 9 and <= 16 && number.Skip(1).All(char.IsAsciiDigit) : number.Length == 8 && number.All(char.IsAsciiDigit);

    private static bool IsEmail(string email) => email.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < host.Length - 1 && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>');
}
