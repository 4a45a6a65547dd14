// https://hl7.org/fhir/R4/http.html#parameters
using System.Buffers;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;
using Helhed.Platform;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>How an answer is written: JSON or XML and under what name, indented or not, and which part of each resource.</summary>
internal sealed record AnswerForm(MediaType Type, bool IsPretty = false, ResourceSubset? Subset = null, bool OnlyCount = false)
{
    // What comes out of the store was checked when it went in; a bundle nests it a few levels deeper.
    private static readonly ParseOptions Stored = new(MaxDepth: 512, MaxStringBytes: int.MaxValue, Missing: IssueSeverity.Warning, Order: IssueSeverity.Warning);

    public static AnswerForm Default { get; } = new(MediaType.Json);

    /// <summary>True when stored bytes are served as they lie.</summary>
    public bool IsPlain => !Type.IsXml && !IsPretty;

    public static AnswerForm Of(HttpContext context) => context.Features.Get<AnswerForm>() ?? Default;

    /// <summary>Reads _format, _pretty, _summary and _elements; without _format the type stays as it was negotiated.</summary>
    public static Outcome<AnswerForm> Read(IReadOnlyList<KeyValuePair<string, string>> parameters, AnswerForm negotiated)
    {
        var form = negotiated;
        string? summary = null;
        string? elements = null;
        foreach (var (name, value) in parameters)
        {
            switch (name)
            {
                case "_pretty":
                    form = form with { IsPretty = value == "true" };
                    break;
                case "_summary":
                    summary = value;
                    break;
                case "_elements":
                    elements = elements is null ? value : $"{elements},{value}";
                    break;
                default:
                    break;
            }
        }

        return summary is null && elements is null ? form : Subsetted(form, summary, elements);
    }

    /// <summary>Whether a parameter says how the answer is written, and nothing about what is found.</summary>
    public static bool IsParameter(string name) => name is "_format" or "_pretty" or "_summary" or "_elements";

    /// <summary>The resource as it is to be sent; the same bytes where nothing is to be done.</summary>
    public ReadOnlyMemory<byte> Resource(ReadOnlyMemory<byte> json)
    {
        if (Subset is not null)
        {
            json = Shown(json);
        }

        return IsPlain ? json : Converted(json);
    }

    /// <summary>The part of a resource that is shown, as JSON: for a resource in a bundle.</summary>
    public ReadOnlyMemory<byte> Shown(ReadOnlyMemory<byte> json)
    {
        if (Subset is null)
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length + 128);
        Subset.Write(Parsed(json), output);
        return output.WrittenMemory;
    }

    /// <summary>JSON in the format that was asked for.</summary>
    public ReadOnlyMemory<byte> Converted(ReadOnlyMemory<byte> json)
    {
        if (IsPlain)
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length * 2);
        if (Type.IsXml)
        {
            FhirXml.Write(Parsed(json), output, new XmlWriteOptions(IsPretty: IsPretty));
        }
        else
        {
            FhirJson.WritePretty(Parsed(json), output);
        }

        return output.WrittenMemory;
    }

    private static FhirDocument Parsed(ReadOnlyMemory<byte> json)
    {
        var parsed = FhirDocument.Parse(json, Stored);
        return parsed.Document ?? throw new InvalidDataException($"What is to be sent does not parse: {parsed.Issues[0].Expression}: {parsed.Issues[0].Message}");
    }

    private static Outcome<AnswerForm> Subsetted(AnswerForm form, string? summary, string? elements)
    {
        ResourceSubset? subset;
        switch (summary)
        {
            case "true":
                subset = ResourceSubset.Summary;
                break;
            case "text":
                subset = ResourceSubset.Text;
                break;
            case "data":
                subset = ResourceSubset.Data;
                break;
            case "count":
                return form with { OnlyCount = true };
            case null or "false" or "":
                subset = null;
                break;
            default:
                return new Problem(ProblemKind.Invalid, "_summary is true, text, data, count or false.", "_summary");
        }

        if (elements is not null && subset is null)
        {
            var names = elements.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            subset = names.Length == 0 ? null : ResourceSubset.Elements(names);
        }

        return form with { Subset = subset };
    }
}
