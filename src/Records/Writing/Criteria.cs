// https://hl7.org/fhir/R4/http.html#ccreate, #cond-update, #cdelete
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records.Searching;

namespace Helhed.Records.Writing;

/// <summary>A search that says which resource a conditional interaction is about. It always asks for something: none stands for "all".</summary>
internal sealed record Criteria
{
    private Criteria(TypeDefinition type, IReadOnlyList<KeyValuePair<string, string>> parameters, string canonical)
    {
        Type = type;
        Parameters = parameters;
        Canonical = canonical;
    }

    public TypeDefinition Type { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    /// <summary>The same text for the same criteria in another order: what racing conditional interactions are told apart by.</summary>
    public string Canonical { get; }

    /// <summary>The number that racing conditional interactions lock on PostgreSQL.</summary>
    public long LockKey => Hash64.Of(Canonical.AsSpan());

    public bool Equals(Criteria? other) => other?.Canonical == Canonical;

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads the query part of an address or an <c>If-None-Exist</c>.</summary>
    /// <param name="type">What is searched.</param>
    /// <param name="query">With or without '?' or the type before it.</param>
    public static Outcome<Criteria> Read(TypeDefinition type, string query)
    {
        var question = query.IndexOf('?', StringComparison.Ordinal);
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in QueryText.Parse(question < 0 ? query : query[(question + 1)..]))
        {
            if (name is "_format" or "_pretty" or "_summary" or "_elements")
            {
                continue;
            }

            if (IsResultControl(name))
            {
                return new Problem(ProblemKind.Invalid, $"'{name}' does not say which resource is meant; leave it out of a conditional request.", name);
            }

            if (name.Length == 0 || value.Trim(',', ' ').Length == 0)
            {
                return new Problem(ProblemKind.Invalid, $"The criterion '{name}' has no value: a conditional request says which resource is meant.", name.Length == 0 ? null : name);
            }

            parameters.Add(new(name, value));
        }

        return parameters.Count == 0
            ? new Problem(ProblemKind.PreconditionFailed, "A conditional request needs criteria that say which resource is meant, such as identifier=system|value.")
            : new Criteria(type, parameters, CanonicalOf(type, parameters));
    }

    private static bool IsResultControl(string name) =>
        name is "_sort" or "_count" or "_total" or "_contained" or "_containedType" or "_score" or "_cursor" or "_type"
        || name.StartsWith("_include", StringComparison.Ordinal) || name.StartsWith("_revinclude", StringComparison.Ordinal);

    private static string CanonicalOf(TypeDefinition type, List<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(type.Name).Append('?');
        foreach (var (name, value) in parameters.OrderBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal))
        {
            text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }

        return text.ToString(0, text.Length - 1);
    }
}
