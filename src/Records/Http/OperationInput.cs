// https://hl7.org/fhir/R4/operations.html#request
using System.Globalization;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Xml;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>
/// The parameters of an operation, read from the address or from a posted Parameters resource, and checked against the operation's
/// definition: unknown names, wrong types, too many and missing values never reach the operation.
/// </summary>
internal sealed class OperationInput
{
    private const int MaxParameters = 10_000;

    private static readonly string[] OfTheApi = ["_format", "_pretty", "_elements", "_summary"];

    private readonly Dictionary<string, List<ParametersParameter>> _values = new(StringComparer.Ordinal);

    private OperationInput()
    {
    }

    /// <summary>No parameters.</summary>
    public static OperationInput Empty { get; } = new();

    /// <summary>Reads the parameters of a request. Problems: Invalid (names the parameter), TooLarge, UnsupportedMediaType.</summary>
    public static async ValueTask<Outcome<OperationInput>> Read(HttpRequest request, Operation operation)
    {
        var input = new OperationInput();
        var isLenient = PreferHeader.IsLenient(request);
        foreach (var (name, values) in request.Query)
        {
            foreach (var value in values)
            {
                if (input.AddText(operation, name, value ?? "", isLenient) is { } bad)
                {
                    return bad;
                }
            }
        }

        if (HttpMethods.IsPost(request.Method) && request.ContentLength is not 0)
        {
            var body = await OperationBody.Read(request);
            if (!body.TryGet(out var resource, out var problem))
            {
                return problem;
            }

            if (resource is not null && input.AddBody(operation, resource, isLenient) is { } bad)
            {
                return bad;
            }
        }

        return input.FindMissing(operation) is { } missing ? missing : input;
    }

    /// <summary>True when a value was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value of a parameter whose type is written as text: string, uri, canonical, code, id, date, dateTime, instant.</summary>
    public string? Text(string name) => First(name) is { } value ? TextOf(value) : null;

    public IReadOnlyList<string> Texts(string name) => [.. All(name).Select(TextOf).OfType<string>()];

    public bool? Flag(string name) => First(name)?.ValueBoolean;

    public int? Number(string name) => First(name) is { } value ? value.ValueInteger ?? value.ValueUnsignedInt ?? value.ValuePositiveInt : null;

    public Coding? Coding(string name) => First(name)?.ValueCoding;

    public CodeableConcept? Concept(string name) => First(name)?.ValueCodeableConcept;

    public T? Resource<T>(string name)
        where T : Resource => First(name)?.Resource as T;

    /// <summary>All values of a parameter as they were sent, for those with parts.</summary>
    public IReadOnlyList<ParametersParameter> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>The text of a value of any type that is written as text; null for others.</summary>
    public static string? TextOf(ParametersParameter value) =>
        value.ValueString ?? value.ValueUri ?? value.ValueCanonical ?? value.ValueCode ?? value.ValueUrl ?? value.ValueId ?? value.ValueMarkdown
        ?? value.ValueDateTime ?? value.ValueDate ?? value.ValueInstant ?? value.ValueOid ?? value.ValueUuid ?? value.ValueTime;

    private ParametersParameter? First(string name) => _values.TryGetValue(name, out var values) ? values[0] : null;

    private Problem? AddText(Operation operation, string name, string text, bool isLenient)
    {
        if (OfTheApi.Contains(name))
        {
            return null;
        }

        if (Declared(operation, name) is not { } parameter)
        {
            return isLenient ? null : Unknown(operation, name);
        }

        return FromText(parameter, text) is { } value
            ? Add(parameter, value)
            : Bad(name, parameter.Parts.Count > 0 || char.IsUpper(parameter.Type[0])
                ? $"'{name}' is a {(parameter.Parts.Count > 0 ? "parameter with parts" : parameter.Type)}, which no address can hold: POST a Parameters resource."
                : $"'{name}' is of type {parameter.Type}; '{(text.Length > 80 ? text[..80] : text)}' is not.");
    }

    private Problem? AddBody(Operation operation, Resource resource, bool isLenient)
    {
        if (resource is not Parameters parameters)
        {
            // An operation with one resource among its parameters takes that resource as the body itself.
            var fits = operation.Parameters.Where(p => !p.IsOutput && p.Parts.Count == 0 && (p.Type == resource.TypeName || p.Type == "Resource")).ToList();
            return fits.Count == 1
                ? Add(fits[0], new ParametersParameter { Name = fits[0].Name, Resource = resource })
                : new Problem(ProblemKind.Invalid, $"${operation.Code} takes a Parameters resource as its body, not a {resource.TypeName}.", "resourceType");
        }

        if (parameters.Parameter.Count > MaxParameters)
        {
            return new Problem(ProblemKind.TooLarge, $"A call has at most {MaxParameters} parameters.", "Parameters.parameter");
        }

        foreach (var value in parameters.Parameter)
        {
            if (value.Name is not { } name || Declared(operation, name) is not { } declared)
            {
                if (!isLenient)
                {
                    return Unknown(operation, value.Name ?? "");
                }
            }
            else if (!IsOfType(declared, value))
            {
                return Bad(name, declared.Parts.Count > 0 ? $"'{name}' has parts, not a value." : $"'{name}' is of type {declared.Type}; another type of value was sent, or none.");
            }
            else if (Add(declared, value) is { } bad)
            {
                return bad;
            }
        }

        return null;
    }

    private Problem? Add(OperationParameter parameter, ParametersParameter value)
    {
        if (!_values.TryGetValue(parameter.Name, out var values))
        {
            _values[parameter.Name] = values = [];
        }

        values.Add(value);
        return parameter.Max != "*" && values.Count > int.Parse(parameter.Max, CultureInfo.InvariantCulture)
            ? Bad(parameter.Name, $"'{parameter.Name}' is given {values.Count} times; at most {parameter.Max}.")
            : null;
    }

    private Problem? FindMissing(Operation operation) =>
        operation.Parameters.FirstOrDefault(p => !p.IsOutput && p.Min > 0 && !_values.ContainsKey(p.Name)) is { } missing
            ? Bad(missing.Name, $"${operation.Code} needs the parameter '{missing.Name}': {missing.Documentation}")
            : null;

    private static OperationParameter? Declared(Operation operation, string name) => operation.Parameters.FirstOrDefault(p => !p.IsOutput && p.Name == name);

    private static ParametersParameter? FromText(OperationParameter parameter, string text) => parameter.Type switch
    {
        "boolean" => text is "true" or "false" ? new() { Name = parameter.Name, ValueBoolean = text == "true" } : null,
        "integer" or "unsignedInt" or "positiveInt" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new() { Name = parameter.Name, ValueInteger = number }
            : null,
        { Length: > 0 } type when char.IsLower(type[0]) => text.Length == 0 ? null : new() { Name = parameter.Name, ValueString = text },
        _ => null,
    };

    private static bool IsOfType(OperationParameter parameter, ParametersParameter value) => parameter.Type switch
    {
        "" => value.Part.Count > 0,
        "boolean" => value.ValueBoolean is not null,
        "integer" or "unsignedInt" or "positiveInt" => value.ValueInteger is not null || value.ValueUnsignedInt is not null || value.ValuePositiveInt is not null,
        "Coding" => value.ValueCoding is not null,
        "CodeableConcept" => value.ValueCodeableConcept is not null,
        "Reference" => value.ValueReference is not null,
        "Meta" => value.ValueMeta is not null,
        "Identifier" => value.ValueIdentifier is not null,
        "Quantity" => value.ValueQuantity is not null,
        "Resource" => value.Resource is not null,
        { } type when char.IsUpper(type[0]) => value.Resource?.TypeName == type,
        _ => TextOf(value) is not null,
    };

    private static Problem Unknown(Operation operation, string name) => Bad(name,
        $"${operation.Code} has no parameter '{name}'; it has {string.Join(", ", operation.Parameters.Where(p => !p.IsOutput).Select(p => p.Name))}. 'Prefer: handling=lenient' has unknown ones ignored.");

    private static Problem Bad(string name, string message) => new(ProblemKind.Invalid, message, name);
}

/// <summary>The body of an operation: a resource as JSON or XML.</summary>
internal static class OperationBody
{
    /// <summary>The resource; null when the body is empty.</summary>
    public static async ValueTask<Outcome<Resource?>> Read(HttpRequest request)
    {
        if (RequestBody.TypeOf(request) is not { } type)
        {
            return RequestBody.Unread(request);
        }

        if (!(await RequestBody.Bytes(request, mayBeEmpty: true)).TryGet(out var bytes, out var problem))
        {
            return problem;
        }

        if (bytes.IsEmpty)
        {
            return Outcome.Ok<Resource?>(null);
        }

        var parsed = type.IsXml ? FhirXml.Parse(bytes) : FhirDocument.Parse(bytes);
        return parsed.Document is { } document ? FhirJson.Read(document) : Problems.Of(parsed.Issues);
    }
}
