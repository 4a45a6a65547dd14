using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;

namespace Helhed.Records.Searching;

/// <summary>
/// A search through a veil: a value that is hidden from the caller matches as one that is not there, so that it cannot be guessed; and hidden
/// staff are not found, nor anything over them.
/// </summary>
internal sealed class VeiledConditions(Veil veil)
{
    private static readonly SelfCondition Never = new([]);
    private static readonly string[] WhenAndWhere = ["date", "status", "patient", "location", "_id", "_lastUpdated", "_tag", "_profile", "_security", "_source"];

    /// <summary>Contained resources are searched: staff that stand there are no resources of their own, which could be left out.</summary>
    public bool InContained { get; init; }

    private readonly List<string> _words = [.. veil.Words.SelectMany(Words).Distinct()];

    /// <summary>The conditions on resources of a type, as the caller may ask them.</summary>
    public List<Condition> Of(TypeDefinition type, IReadOnlyList<Condition> conditions)
    {
        var veiled = conditions.Select(c => Of(type, c)).ToList();
        if (IsStaff(type) && veil.Hidden.Count > 0)
        {
            veiled.Add(new NotCondition(new SelfCondition(veil.Hidden)));
        }

        return veiled;
    }

    private static bool IsStaff(TypeDefinition type) => type.Name is "Practitioner" or "PractitionerRole";

    private static bool IsPerson(TypeDefinition type) => type.Name is "Patient" or "RelatedPerson" or "Person";

    private Condition Of(TypeDefinition type, Condition condition) => condition switch
    {
        WordsCondition or CompartmentCondition or RefersCondition or SelfCondition when veil.IsPseudonymised => Never,
        ValueCondition value => Of(type, value),
        CompositeCondition composite => composite.Parts.Any(HidesWord) || composite.Parts.Any(veil.HidesReference) ? Never : composite,
        WordsCondition when (veil.HidesAddress && IsPerson(type)) || IsVisit(veil, type) => Never,
        RefersCondition refers when HidesWhere(type, refers.Reference) => Never,
        ChainCondition chain when HidesWhere(type, chain.Reference) => Never,
        HasCondition has when HidesWhere(has.Type, has.Reference) => Never,
        WordsCondition words => words.Query.Alternatives.SelectMany(a => a).Any(t => t.IsPrefix ? _words.Exists(h => h.StartsWith(t.Word, StringComparison.Ordinal)) : _words.Contains(t.Word)) ? Never : words,
        CompartmentCondition compartment => veil.Hides(compartment.Compartment, compartment.Id) ? Never : compartment,
        RefersCondition refers => refers with { Targets = [.. refers.Targets.Except(veil.Hidden)] },
        MissingCondition missing when HidesWhere(type, missing.Parameter) => Never,
        NotCondition not => new NotCondition(Of(type, not.Inner)),
        AllCondition all => new AllCondition([.. all.Inner.Select(c => Of(type, c))]),
        AnyCondition any => new AnyCondition([.. any.Inner.Select(c => Of(type, c))]),
        HasCondition has => has with { Inner = new AllCondition(Of(has.Type, [has.Inner])) },
        ChainCondition chain => chain with { Targets = [.. chain.Targets.Select(t => t with { Inner = new AllCondition(Of(t.Type, [t.Inner])) })] },
        _ => condition,
    };

    private Condition Of(TypeDefinition type, ValueCondition value)
    {
        if (HidesWhere(type, value.Parameter) || (veil.IsPseudonymised && !IsImpersonal(value)))
        {
            return Never;
        }

        // Staff are found by no part of their name; by an order it could be guessed letter by letter.
        if (StringTest.IsOrder(value.Modifier) && _words.Count > 0 && NamesStaff(type))
        {
            return Never;
        }

        var seen = value.Values.Where(v => !Hides(type, value, SearchValues.Unescape(v))).ToList();
        var mayJoin = value.Parameter.Type == SearchParameterType.String && NamesStaff(type) && value.Values.Any(v => MayJoin(SearchValues.Unescape(v)));
        return seen.Count == value.Values.Count && !mayJoin ? value
            : value.IsUnequal ? new MissingCondition(value.Parameter, false) // every value is another than one that is not there
            : seen.Count == 0 ? Never : value with { Values = seen, IsPlain = mayJoin };
    }

    // Where the words of a text may be those of staff.
    private bool NamesStaff(TypeDefinition type) => !IsPerson(type) && (InContained || !IsStaff(type));

    // Codes, times and quantities tell who nobody is; a day of birth, an id or a name would.
    private static bool IsImpersonal(ValueCondition value) => value.Modifier is not "text" && value.Parameter.Type switch
    {
        SearchParameterType.Token => value.Parameter.Code is not ("_id" or "identifier" or "phone" or "email" or "telecom" or "_security" or "_tag") && value.Modifier is not "of-type",
        SearchParameterType.Date => value.Parameter.Code is not ("birthdate" or "death-date"),
        SearchParameterType.Number or SearchParameterType.Quantity => true,
        _ => false,
    };

    private bool Hides(TypeDefinition type, ValueCondition value, string text) => value.Parameter.Type switch
    {
        SearchParameterType.Reference => value.Modifier switch
        {
            "identifier" => veil.HidesIdentifier(text),
            "text" => HidesWord(text),
            _ => veil.HidesReference(text),
        },
        SearchParameterType.String => NamesStaff(type) && HidesWord(text),
        SearchParameterType.Token => (value.Modifier == "text" && HidesWord(text)) || (IsOwn(value.Parameter) && Names(value.Parameter, "identifier") && veil.HidesIdentifier(text)),
        _ => false,
    };

    // Any part of a name: letter by letter it could be guessed as well.
    private bool HidesWord(string text) => _words.Count > 0 && Words(text).Any(w => _words.Exists(h => h.Contains(w, StringComparison.Ordinal)));

    // "dr.Holm" is one word to string parameters: what ends or begins as a hidden name does, or has one in it, may be such a word.
    private bool MayJoin(string text) => _words.Count > 0
        && Words(text).Any(w => _words.Exists(h => w.Contains(h, StringComparison.Ordinal) || EndsAsBegins(w, h) || EndsAsBegins(h, w)));

    private static bool EndsAsBegins(string ends, string begins) =>
        Enumerable.Range(1, Math.Min(ends.Length, begins.Length)).Any(n => ends.AsSpan(ends.Length - n).SequenceEqual(begins.AsSpan(0, n)));

    // String parameters leave punctuation out, so that O'Brien is one word to them and two to others.
    private static IEnumerable<string> Words(string text) => SearchWords.Split(text).Concat(SearchWords.Split(SearchText.Bare(text)));

    private static bool IsVisit(Veil veil, TypeDefinition type) => veil.HidesVisits && type.Name == "Appointment";

    /// <summary>Whether a reference would tell what a visit is for, or who it is with.</summary>
    /// <param name="veil">The caller's veil.</param>
    /// <param name="type">Type of what refers.</param>
    /// <param name="parameter">By which.</param>
    public static bool HidesLink(Veil veil, TypeDefinition type, SearchParameterDefinition parameter) => IsVisit(veil, type) && !WhenAndWhere.Contains(parameter.Code);

    private bool HidesWhere(TypeDefinition type, SearchParameterDefinition parameter) => HidesWhere(veil, type, parameter);

    // The region's own parameters are known by what they look at. Text of references and identifiers could be guessed letter by letter.
    private static bool HidesWhere(Veil veil, TypeDefinition type, SearchParameterDefinition parameter) =>
        HidesLink(veil, type, parameter)
        || (veil.HidesAddress && IsPerson(type)
            && (parameter.Code.StartsWith("address", StringComparison.Ordinal) || parameter.Code is "phone" or "email" or "telecom" || Names(parameter, "address", "telecom", "contact")))
        || (veil.Hidden.Count > 0 && IsOwn(parameter) && parameter.Type is SearchParameterType.String or SearchParameterType.Uri && Names(parameter, "reference", "identifier"));

    private static bool Names(SearchParameterDefinition parameter, params ReadOnlySpan<string> elements)
    {
        foreach (var element in elements)
        {
            if (parameter.Expression.Contains(element, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOwn(SearchParameterDefinition parameter) => parameter.Index >= R4Definitions.Default.SearchParameters.Count;

    /// <summary>Whether an order would tell of what is hidden: where somebody lives, or which of the staff it was.</summary>
    /// <param name="veil">The caller's veil.</param>
    /// <param name="types">What is searched.</param>
    /// <param name="sort">One key of the order.</param>
    public static bool HidesOrder(Veil veil, IReadOnlyList<TypeDefinition> types, SearchSort sort) => sort.Parameter is { } parameter
        && ((veil.Hidden.Count > 0 && (parameter.Type == SearchParameterType.Reference || (IsOwn(parameter) && Names(parameter, "display", "reference", "identifier")))) || types.Any(t => HidesWhere(veil, t, parameter)));
}
