using System.Text;

namespace Helhed.Fhir.Patching;

/// <summary>
/// FHIRPath has <c>div</c> for an operator, and R4 for an element's name: strictly it is written <c>`div`</c> there. The specification's own
/// patches write <c>Patient.text.div</c>, which behind a dot can only be the name.
/// </summary>
internal static class PatchPath
{
    public const string DelimitedDiv = "`div`";

    /// <summary>The path with every <c>.div</c> delimited, outside of texts.</summary>
    public static string Delimited(string path)
    {
        var result = new StringBuilder(path.Length + 2);
        var quote = '\0';
        for (var i = 0; i < path.Length; i++)
        {
            if (quote != '\0' && path[i] == '\\' && i + 1 < path.Length)
            {
                result.Append(path[i++]);
            }
            else if (quote != '\0' ? path[i] == quote : path[i] is '\'' or '`' or '"')
            {
                quote = quote == '\0' ? path[i] : '\0';
            }
            else if (quote == '\0' && path.AsSpan(i).StartsWith(".div") && (i + 4 == path.Length || !(char.IsAsciiLetterOrDigit(path[i + 4]) || path[i + 4] == '_')))
            {
                result.Append('.').Append(DelimitedDiv);
                i += 3;
                continue;
            }

            result.Append(path[i]);
        }

        return result.ToString();
    }
}
