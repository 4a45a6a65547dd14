namespace Helhed.Citizen;

/// <summary>
/// What was typed, as a record can keep it. FHIR's texts have no control characters but tab and line breaks
/// (https://hl7.org/fhir/R4/datatypes.html#string), and text that is copied from elsewhere may: Word breaks a line with a vertical tab.
/// </summary>
internal static class TypedText
{
    // A record refuses text that a careless page would run. With a space in it, it is text.
    private static readonly string[] Signs = ["<script", "<iframe", "<object", "<embed", "<applet", "javascript:"];

    /// <summary>Control characters become a space, those that break a line a line break; what looks like a program gets a space; without white space around.</summary>
    public static string Of(string? typed) => Signs.Aggregate(Plain(typed), (text, sign) => sign[0] == '<'
        ? text.Replace(sign, "< " + sign[1..], StringComparison.OrdinalIgnoreCase)
        : text.Replace(sign, sign[..^1] + " :", StringComparison.OrdinalIgnoreCase));

    private static string Plain(string? typed) => string.Concat((typed ?? "").Select(c => c switch
    {
        '\t' or '\n' or '\r' => c,
        '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' => '\n',
        _ => char.IsControl(c) ? ' ' : c,
    })).Trim();
}
