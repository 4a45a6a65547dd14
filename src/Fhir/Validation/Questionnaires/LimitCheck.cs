using System.Globalization;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Whether an answer is within the limits that a question sets by maxLength and by extensions.</summary>
internal sealed class LimitCheck(ValidationRun run, Form form)
{
    private readonly IssueLog _log = run.Log;
    private readonly UnitCheck _units = new(run, form);

    public void Check(NodeReader value, FormItem question)
    {
        var limits = question.Limits;
        CheckRange(value, (limits.MinValue, limits.MaxValue));
        switch (value.TypeName)
        {
            case "string":
                CheckText(value, question);
                break;
            case "uri":
                CheckText(value, question);
                CheckAddress(value);
                break;
            case "decimal":
                CheckPlaces(value, limits);
                break;
            case "Quantity":
                CheckRange(value, (limits.MinQuantity, limits.MaxQuantity));
                _units.Check(value, limits);
                if (value.Child("value"u8) is { Node.Kind: NodeKind.Number } amount)
                {
                    CheckPlaces(amount, limits);
                }

                break;
            case "Attachment":
                CheckAttachment(value, limits);
                break;
            case "Reference":
                CheckReference(value, limits);
                break;
            default:
                break;
        }
    }

    private void CheckRange(NodeReader value, (NodeReader? Least, NodeReader? Most) range)
    {
        if (range.Least is { } least)
        {
            var order = AnswerValues.Order(value, least);
            if (order < 0)
            {
                _log.Error(
                    value.Index, "value", $"The answer {AnswerValues.Show(value)} is less than the least allowed, {AnswerValues.Show(least)}.",
                    $"Svaret {AnswerValues.Show(value)} er mindre end det mindst tilladte, {AnswerValues.Show(least)}.");
            }

            TellIncomparable(order, value, least);
        }

        if (range.Most is { } most)
        {
            var order = AnswerValues.Order(value, most);
            if (order > 0)
            {
                _log.Error(
                    value.Index, "value", $"The answer {AnswerValues.Show(value)} is more than the most allowed, {AnswerValues.Show(most)}.",
                    $"Svaret {AnswerValues.Show(value)} er større end det størst tilladte, {AnswerValues.Show(most)}.");
            }

            TellIncomparable(order, value, most);
        }
    }

    private void TellIncomparable(int? order, NodeReader value, NodeReader limit)
    {
        if (order is null)
        {
            _log.Warning(
                value.Index, "value", $"The answer {AnswerValues.Show(value)} cannot be compared with the limit {AnswerValues.Show(limit)}: use the same kind of unit, with system and code.",
                $"Svaret {AnswerValues.Show(value)} kan ikke sammenlignes med grænsen {AnswerValues.Show(limit)}: brug samme slags enhed, med system og kode.");
        }
    }

    private void CheckText(NodeReader value, FormItem question)
    {
        var text = value.Text();
        var length = text.EnumerateRunes().Count();
        if (question.MaxLength >= 0 && length > question.MaxLength)
        {
            _log.Error(
                value.Index, "too-long", $"The answer has {length} characters; at most {question.MaxLength} are allowed.",
                $"Svaret har {length} tegn; højst {question.MaxLength} er tilladt.");
        }

        if (length < question.Limits.MinLength)
        {
            _log.Error(
                value.Index, "value", $"The answer has {length} characters; at least {question.Limits.MinLength} are needed.",
                $"Svaret har {length} tegn; mindst {question.Limits.MinLength} er nødvendige.");
        }

        if (question.Limits.Pattern is not { } pattern)
        {
            return;
        }

        switch (question.Limits.Fits(text))
        {
            case false:
                _log.Error(
                    value.Index, "value", $"The answer {AnswerValues.Show(value)} must be of the pattern {pattern}.",
                    $"Svaret {AnswerValues.Show(value)} skal følge mønsteret {pattern}.");
                break;
            case null:
                _log.Warning(
                    value.Index, "not-supported", $"The answer was not checked against the pattern {pattern}: it is broken, or too slow to try.",
                    $"Svaret er ikke kontrolleret mod mønsteret {pattern}: det er i stykker eller for langsomt at prøve.");
                break;
            default:
                break;
        }
    }

    // "Question with a URL (website, FTP site, etc.) as an answer": a name such as urn:uuid will do, half an address will not.
    private void CheckAddress(NodeReader value)
    {
        var text = value.Text();
        if (!RestAddress.IsAbsolute(text))
        {
            _log.Warning(
                value.Index, "value", $"The answer '{text}' is not a whole address; write it with its scheme, as in https://….",
                $"Svaret '{text}' er ikke en hel adresse; skriv den med sin protokol, som i https://….");
        }
        else if (!UriText.IsRight(text))
        {
            _log.Error(
                value.Index, "value", $"The answer '{text}' is not a right address: only the characters of RFC 3986 may stand in it, and after urn:uuid: a UUID in lower case.",
                $"Svaret '{text}' er ikke en rigtig adresse: kun tegnene i RFC 3986 må stå i den, og efter urn:uuid: et UUID med små bogstaver.");
        }
    }

    private void CheckPlaces(NodeReader number, FormLimits limits)
    {
        if (limits.MaxDecimalPlaces >= 0 && DecimalPlaces(number.Document.Raw(number.Index)) is var places && places > limits.MaxDecimalPlaces)
        {
            _log.Error(
                number.Index, "value", $"The answer has {places} decimals; at most {limits.MaxDecimalPlaces} are allowed.",
                $"Svaret har {places} decimaler; højst {limits.MaxDecimalPlaces} er tilladt.");
        }
    }

    // Of a JSON number: 1.50 has two, 1.5e-2 has three.
    private static int DecimalPlaces(ReadOnlySpan<byte> number)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        var digits = exponent < 0 ? number : number[..exponent];
        var point = digits.IndexOf((byte)'.');
        var places = point < 0 ? 0 : digits.Length - point - 1;
        return exponent < 0 ? places
            : int.TryParse(number[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? Math.Max(0, places - power) : 0;
    }

    private void CheckAttachment(NodeReader value, FormLimits limits)
    {
        if (limits.MimeTypes.Count > 0 && value.TextOf("contentType"u8) is var given && !limits.MimeTypes.Exists(t => IsOfType(given, t)))
        {
            var list = string.Join(", ", limits.MimeTypes);
            _log.Error(
                value.Index, "value", $"The attachment is {(given is null ? "of no stated type" : $"'{given}'")}; it must be {list}.",
                $"Den vedhæftede fil er {(given is null ? "uden angivet type" : $"'{given}'")}; den skal være {list}.");
        }

        if (limits.MaxSize is { } most && SizeOf(value) is { } size && size > most)
        {
            _log.Error(
                value.Index, "value", $"The attachment has {size} bytes; at most {most:0.##} are allowed.",
                $"Den vedhæftede fil har {size} bytes; højst {most:0.##} er tilladt.");
        }
    }

    // Without its parameters, as in text/plain; charset=utf-8; a star stands for any.
    private static bool IsOfType(string? given, string allowed)
    {
        var plain = given?.Split(';')[0].Trim();
        return string.Equals(plain, allowed, StringComparison.OrdinalIgnoreCase)
            || (allowed.EndsWith("/*", StringComparison.Ordinal) && plain?.StartsWith(allowed[..^1], StringComparison.OrdinalIgnoreCase) == true);
    }

    private static long? SizeOf(NodeReader attachment)
    {
        if (attachment.Child("data"u8) is { Node.Kind: NodeKind.String } data)
        {
            var significant = 0L;
            foreach (var b in data.Document.Utf8(data.Index).Span)
            {
                significant += b > 0x20 && b != (byte)'=' ? 1 : 0;
            }

            return significant * 3 / 4;
        }

        return attachment.Child("size"u8) is { Node.Kind: NodeKind.Number } size ? (long)Math.Clamp(size.Decimal().Value, 0, long.MaxValue) : null;
    }

    private void CheckReference(NodeReader value, FormLimits limits)
    {
        if (limits.Targets.Count > 0)
        {
            run.References.CheckTargets(limits.Targets, [], value.Index);
        }

        if (value.TextOf("reference"u8) is { } text && NamedType(text) is { } type && run.Definitions.FindResource(type) is null)
        {
            _log.Error(
                value.Index, "value", $"'{text}' names the type {type}, but resources have no such type.", $"'{text}' nævner typen {type}, men ressourcer har ingen sådan type.");
        }
    }

    // The word where a server has the type: [root]/[Type]/[id].
    private static string? NamedType(string reference)
    {
        var whole = BundleReference.Of(reference)?.Address ?? "";
        var parts = whole.Split('/');
        return parts.Length >= 2 && parts[^2] is [>= 'A' and <= 'Z', ..] type && type.All(char.IsAsciiLetter) && parts[^1].Length > 0
            && (parts.Length == 2 || whole.StartsWith("http", StringComparison.Ordinal) && parts.Length > 3) ? type : null;
    }
}
