using System.Runtime.InteropServices;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Records.Searching;

namespace Helhed.Records.Subscriptions;

/// <summary>What can be said of a match without the database.</summary>
/// <param name="Matches">Whether it matches; null when only the store's own search can tell.</param>
/// <param name="IsSure">True when the store's search would say the same.</param>
internal readonly record struct Verdict(bool? Matches, bool IsSure)
{
    public static Verdict Unknown { get; } = new(null, false);
}

/// <summary>
/// Holds a resource's search values against criteria, in memory. It spares the database a search for every subscription and write: what
/// surely does not match is not searched for. And it judges versions that a later one has already replaced, or a deletion, which no
/// search finds. Whatever it is not sure of is left to the store's search.
/// </summary>
internal sealed class MemoryMatch
{
    private static readonly string[] Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    private readonly List<Criterion> _criteria = [];
    private readonly TimeZoneInfo _local;

    public MemoryMatch(TypeDefinition type, string query, TimeZoneInfo local)
    {
        _local = local;
        var parameters = R4Definitions.Default.ParametersFor(type.Name);
        foreach (var (name, value) in QueryText.Parse(query))
        {
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            var code = colon < 0 ? name : name[..colon];
            var parameter = parameters.FirstOrDefault(p => p.Code == code);
            _criteria.Add(new Criterion(parameter, colon < 0 ? "" : name[(colon + 1)..], value.Contains('\\', StringComparison.Ordinal) ? [] : value.Split(',')));
        }
    }

    /// <summary>Whether a resource matches every criterion.</summary>
    public Verdict Test(string id, IndexValues values)
    {
        var all = new Verdict(true, true);
        foreach (var criterion in _criteria)
        {
            var one = Test(criterion, id, values);
            if (one is { Matches: false, IsSure: true })
            {
                return one;
            }

            all = new Verdict(
                all.Matches == false || one.Matches == false ? false : all.Matches is null || one.Matches is null ? null : true,
                all.IsSure && one.IsSure);
        }

        return all;
    }

    private Verdict Test(Criterion criterion, string id, IndexValues values)
    {
        // An escape or a list of no values is left to the search.
        if (criterion.Parameter is not { } parameter || criterion.Values.Length == 0)
        {
            return Verdict.Unknown;
        }

        if (parameter.Code == "_id")
        {
            return criterion.Modifier.Length == 0 ? new Verdict(criterion.Values.Contains(id), true) : Verdict.Unknown;
        }

        return (parameter.Type, criterion.Modifier) switch
        {
            (SearchParameterType.Token, "") => Tokens(criterion, parameter, values),
            (SearchParameterType.Reference, _) => References(criterion, parameter, values),
            (SearchParameterType.String, "" or "exact" or "contains") => Strings(criterion, parameter, values),
            (SearchParameterType.Date, "") when parameter.Code != "_lastUpdated" => Dates(criterion, parameter, values),
            (SearchParameterType.Uri, "") when !Array.Exists(criterion.Values, v => v.Contains('|', StringComparison.Ordinal)) => Uris(criterion, parameter, values),
            _ => Verdict.Unknown,
        };
    }

    private static Verdict Tokens(Criterion criterion, SearchParameterDefinition parameter, IndexValues values)
    {
        var isNear = false;
        foreach (ref readonly var token in CollectionsMarshal.AsSpan(values.Tokens))
        {
            if (!ReferenceEquals(token.Parameter, parameter))
            {
                continue;
            }

            var system = token.System.Span;
            var code = token.Code.Span;
            foreach (var value in criterion.Tokens)
            {
                if ((value.System is null || system.SequenceEqual(value.System)) && (value.Code is null || code.SequenceEqual(value.Code)))
                {
                    return new Verdict(true, true);
                }

                // Whether case counts is the code system's matter, and which system a code without one is from the element's: both are the search's.
                isNear |= (value.System is null || system.IsEmpty || IsNear(system, value.System)) && (value.Code is null || IsNear(code, value.Code));
            }
        }

        return isNear ? Verdict.Unknown : new Verdict(false, true);
    }

    private static bool IsNear(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        Ascii.EqualsIgnoreCase(a, b) || !Ascii.IsValid(a) || !Ascii.IsValid(b);

    private static Verdict References(Criterion criterion, SearchParameterDefinition parameter, IndexValues values)
    {
        // identifier, missing, above … and whole addresses are left to the search.
        if (criterion.References is not { } wanted)
        {
            return Verdict.Unknown;
        }

        var isForeign = false;
        foreach (ref readonly var reference in CollectionsMarshal.AsSpan(values.References))
        {
            if (!ReferenceEquals(reference.Parameter, parameter))
            {
                continue;
            }

            isForeign |= !reference.Url.IsEmpty;
            foreach (var value in wanted)
            {
                if ((value.Type is null || reference.Type.Span.SequenceEqual(value.Type)) && reference.Id.Span.SequenceEqual(value.Id))
                {
                    return new Verdict(true, true);
                }
            }
        }

        return isForeign ? Verdict.Unknown : new Verdict(false, true);
    }

    private static Verdict Strings(Criterion criterion, SearchParameterDefinition parameter, IndexValues values)
    {
        foreach (var text in values.Strings)
        {
            if (text.Parameter == parameter && Array.Exists(criterion.Values, value => criterion.Modifier switch
            {
                "exact" => Encoding.UTF8.GetString(text.Text.Span) == value,
                _ => StringForms.Fits(text, value, isAnywhere: criterion.Modifier == "contains"),
            }))
            {
                return new Verdict(true, false);
            }
        }

        return new Verdict(false, false);
    }

    private Verdict Dates(Criterion criterion, SearchParameterDefinition parameter, IndexValues values)
    {
        foreach (var value in criterion.Values)
        {
            var (prefix, text) = Array.IndexOf(Prefixes, value.Length > 2 ? value[..2] : "") >= 0 ? (value[..2], value[2..]) : ("eq", value);
            if (!SearchDates.TryRange(text, _local, out var from, out var to))
            {
                return Verdict.Unknown;
            }

            foreach (var date in values.Dates)
            {
                if (date.Parameter == parameter && IsDate(prefix, date, from, to))
                {
                    return new Verdict(true, false);
                }
            }
        }

        return new Verdict(false, false);
    }

    private static bool IsDate(string prefix, in DateValue date, long from, long to) => prefix switch
    {
        "ne" => date.Low < from || date.High > to,
        "gt" => date.High > to,
        "ge" => date.High >= from,
        "lt" => date.Low < from,
        "le" => date.Low <= to,
        "sa" => date.Low > to,
        "eb" => date.High < from,
        _ => date.Low >= from && date.High <= to,
    };

    private static Verdict Uris(Criterion criterion, SearchParameterDefinition parameter, IndexValues values)
    {
        foreach (var uri in values.Uris)
        {
            if (uri.Parameter == parameter && criterion.Values.Contains(Encoding.UTF8.GetString(uri.Uri.Span)))
            {
                return new Verdict(true, false);
            }
        }

        return new Verdict(false, false);
    }

    /// <summary>One criterion, its values made ready to be compared with the bytes of a resource.</summary>
    private sealed class Criterion
    {
        public Criterion(SearchParameterDefinition? parameter, string modifier, string[] values)
        {
            Parameter = parameter;
            Modifier = modifier;
            Values = values;
            Tokens = parameter?.Type == SearchParameterType.Token ? Array.ConvertAll(values, TokenOf) : [];
            References = parameter?.Type == SearchParameterType.Reference && Array.TrueForAll(values, IsPlain) && (modifier.Length == 0 || R4Definitions.Default.FindResource(modifier) is not null)
                ? Array.ConvertAll(values, ReferenceOf)
                : null;
        }

        public SearchParameterDefinition? Parameter { get; }

        public string Modifier { get; }

        public string[] Values { get; }

        /// <summary>Null stands for any; an empty system for none.</summary>
        public (byte[]? System, byte[]? Code)[] Tokens { get; }

        /// <summary>Null where the values are not plainly a type and an id.</summary>
        public (byte[]? Type, byte[] Id)[]? References { get; }

        private static (byte[]? System, byte[]? Code) TokenOf(string value)
        {
            var bar = value.IndexOf('|', StringComparison.Ordinal);
            return bar < 0
                ? (null, Encoding.UTF8.GetBytes(value))
                : (Encoding.UTF8.GetBytes(value[..bar]), bar == value.Length - 1 ? null : Encoding.UTF8.GetBytes(value[(bar + 1)..]));
        }

        private static bool IsPlain(string value)
        {
            var slash = value.IndexOf('/', StringComparison.Ordinal);
            return ResourceIds.IsValid(value[(slash + 1)..]) && (slash < 0 || R4Definitions.Default.FindResource(value[..slash]) is not null);
        }

        private (byte[]? Type, byte[] Id) ReferenceOf(string value)
        {
            var slash = value.IndexOf('/', StringComparison.Ordinal);
            var type = slash < 0 ? Modifier : value[..slash];
            return (type.Length == 0 ? null : Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(value[(slash + 1)..]));
        }
    }
}
