using System.Text.RegularExpressions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// What the extensions of an item say of its answers. See <see href="https://hl7.org/fhir/R4/questionnaire-profiles.html"/> and
/// <see href="http://hl7.org/fhir/uv/sdc/STU3/behavior.html"/>.
/// </summary>
internal sealed class FormLimits
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private const string Sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
    private const int MaxPattern = 1000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(100);

    private string? _pattern;
    private Regex? _regex;
    private bool _isUseless;

    public FormLimits(FormItem item)
    {
        foreach (var extension in item.Extensions)
        {
            if (extension.TextOf("url"u8) is not { } url)
            {
                continue;
            }

            if (IsConstraint(extension))
            {
                Constraints.Add(extension);
            }
            else if (extension.Choice("value") is { } value)
            {
                Read(url, value);
            }

            HasExpression |= url.EndsWith("Expression", StringComparison.Ordinal);
        }
    }

    public int MinOccurs { get; private set; }

    /// <summary>-1 when nothing is said.</summary>
    public int MaxOccurs { get; private set; } = -1;

    public NodeReader? MinValue { get; private set; }

    public NodeReader? MaxValue { get; private set; }

    public NodeReader? MinQuantity { get; private set; }

    public NodeReader? MaxQuantity { get; private set; }

    public int MinLength { get; private set; }

    /// <summary>-1 when nothing is said.</summary>
    public int MaxDecimalPlaces { get; private set; } = -1;

    /// <summary>In bytes.</summary>
    public decimal? MaxSize { get; private set; }

    public NodeReader? Unit { get; private set; }

    public NodeReader? UnitValueSet { get; private set; }

    /// <summary>A system that units may be taken from beside those that are listed.</summary>
    public string? OtherUnits { get; private set; }

    public List<string> MimeTypes { get; } = [];

    public List<NodeReader> Units { get; } = [];

    /// <summary>Canonical addresses of the types and profiles that the target of a reference must follow one of.</summary>
    public List<string> Targets { get; } = [];

    public List<NodeReader> Constraints { get; } = [];

    /// <summary>Whether something about the item is computed, so that the questionnaire does not tell it outright.</summary>
    public bool HasExpression { get; private set; }

    /// <summary>The regular expression as it was written, or null.</summary>
    public string? Pattern => _pattern;

    public static bool IsConstraint(NodeReader extension) => extension.TextOf("url"u8) is Core + "questionnaire-constraint" or Core + "targetConstraint";

    /// <summary>Whether a text is of the pattern; null when the pattern is broken or takes too long.</summary>
    public bool? Fits(string text)
    {
        if (_isUseless || (_regex ??= Compile(_pattern!)) is not { } regex)
        {
            _isUseless = true;
            return null;
        }

        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Once is enough: ten thousand answers would take a quarter of an hour.
            _isUseless = true;
            return null;
        }
    }

    // The whole text must fit, as with the patterns of the specification's own types. Only patterns with look-around and back
    // references need the engine that backtracks; the time limit holds that one.
    private static Regex? Compile(string pattern)
    {
        if (pattern.Length > MaxPattern || pattern.Count(c => c == '{') > 20)
        {
            return null;
        }

        var whole = $@"\A(?:{pattern})\z";
        try
        {
            return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MaxTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(whole, RegexOptions.CultureInvariant, MaxTime);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private void Read(string url, NodeReader value)
    {
        switch (url)
        {
            case Core + "minValue" when value.TypeName == "Quantity":
            case Sdc + "minQuantity":
                MinQuantity = value;
                break;
            case Core + "maxValue" when value.TypeName == "Quantity":
            case Sdc + "maxQuantity":
                MaxQuantity = value;
                break;
            case Core + "minValue":
                MinValue = value;
                break;
            case Core + "maxValue":
                MaxValue = value;
                break;
            case Core + "questionnaire-unit":
                Unit = value;
                break;
            case Core + "questionnaire-unitOption":
                Units.Add(value);
                break;
            case Core + "questionnaire-unitValueSet":
                UnitValueSet = value;
                break;
            default:
                if (value.Node.Kind == NodeKind.Number)
                {
                    ReadNumber(url, value);
                }
                else if (value.Node.Kind == NodeKind.String)
                {
                    ReadText(url, value.Text());
                }

                break;
        }
    }

    private void ReadNumber(string url, NodeReader value)
    {
        switch (url)
        {
            case Core + "questionnaire-minOccurs":
                MinOccurs = Whole(value);
                break;
            case Core + "questionnaire-maxOccurs":
                MaxOccurs = Whole(value);
                break;
            case Core + "minLength":
                MinLength = Whole(value);
                break;
            case Core + "maxDecimalPlaces":
                MaxDecimalPlaces = Whole(value);
                break;
            case Core + "maxSize":
                MaxSize = value.Decimal().Value;
                break;
            default:
                break;
        }
    }

    private void ReadText(string url, string value)
    {
        switch (url)
        {
            case Core + "regex":
                _pattern = value;
                break;
            case Core + "mimeType":
                MimeTypes.Add(value);
                break;
            case Core + "questionnaire-unitSupplementalSystem":
                OtherUnits = value;
                break;
            case Core + "questionnaire-referenceResource":
                Targets.Add(Core + value);
                break;
            case Core + "questionnaire-referenceProfile":
                Targets.Add(value);
                break;
            default:
                break;
        }
    }

    // A limit beyond what can be reached is as good as the greatest.
    private static int Whole(NodeReader value) => (int)Math.Clamp(value.Decimal().Value, -1, int.MaxValue);
}
