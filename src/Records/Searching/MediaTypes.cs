using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// MIME types have a hierarchy without a code system: <c>contenttype:below=image</c> finds <c>image/png</c>, and <c>:below=text/plain</c> finds
/// <c>text/plain; charset=utf-8</c>. All codes that are stored have their names in one table, in which those that fit are looked up.
/// See <see href="https://hl7.org/fhir/R4/search.html#token"/>.
/// </summary>
/// <param name="session">A snapshot.</param>
internal sealed class MediaTypes(SqlSession session)
{
    private const string Bcp13 = "urn:ietf:bcp:13";
    private const int MaxKnown = 100;

    /// <summary>True when a parameter asks MIME types.</summary>
    public static bool Are(TypeDefinition type, SearchParameterDefinition parameter) => ImpliedSystems.IsOfValueSet(type, parameter, "http://hl7.org/fhir/ValueSet/mimetypes");

    /// <summary>The stored types that are below (or above) one of those asked for.</summary>
    public async ValueTask<CodeTest> Relatives(ValueCondition value)
    {
        var asked = value.Values.Select(v => Asked(value.Name, v)).ToList();
        var sql = AddRelated(new SqlText(session.Dialect).Add("SELECT DISTINCT n.key "), asked, value.Modifier).Add(" LIMIT ").Value(MaxKnown + 1);
        var known = await session.Query(sql.ToString(), r => r.Long(0), sql.Values);
        return known.Count switch
        {
            0 => new CodeTest(test => test.Add("1 = 0")),
            > MaxKnown => new CodeTest(test => AddRelated(test.Add("x.code IN (SELECT n.key "), asked, value.Modifier).Add(")")),
            _ => new CodeTest(test => test.Add("x.code").Among(known)),
        };
    }

    private static SqlText AddRelated(SqlText sql, IReadOnlyList<string> asked, string modifier) =>
        sql.Add("FROM code_name n WHERE n.kind = 0 AND ").Any(asked, type =>
        {
            if (modifier == "above")
            {
                sql.Add("n.text IN (NULL");
                foreach (var above in Above(type))
                {
                    sql.Add(", ").Value(above);
                }

                sql.Add(")");
                return;
            }

            // Behind the type stand its subtypes, behind those their parameters.
            sql.Add("n.text = ").Value(type);
            foreach (var end in type.Contains('/', StringComparison.Ordinal) ? "; " : "/")
            {
                sql.Add(" OR (n.text >= ").Value($"{type}{end}").Add(" AND n.text < ").Value($"{type}{(char)(end + 1)}").Add(")");
            }
        });

    // The type itself, without its parameters, and all of its kind.
    private static IEnumerable<string> Above(string type)
    {
        var whole = type.Split(';', 2)[0].TrimEnd();
        var kind = whole.Split('/', 2)[0];
        return [type, whole, kind, $"{kind}/*"];
    }

    private static string Asked(string name, string value)
    {
        var (system, code) = SearchValues.Token(value);
        var type = SearchText.Fold(code);
        type = type.EndsWith("/*", StringComparison.Ordinal) ? type[..^2] : type.TrimEnd('/');
        return type.Length > 0 && system is null or "" or Bcp13 ? type : throw SearchValues.Bad(name, value, "A MIME type is image, image/png or text/plain; charset=utf-8.");
    }
}
