using System.Text.Json;

namespace Helhed.Citizen;

/// <summary>A concept in words, with its first code.</summary>
/// <param name="Words">Its text, or the first display; null when it has neither.</param>
/// <param name="Code">The first coding's code; null when that has none.</param>
/// <param name="IsNormal">One of its codes is "normal": the meaning of a reference range.</param>
internal sealed record ConceptFacts(string? Words, string? Code, bool IsNormal);

/// <summary>A bound or value: a number and its unit.</summary>
internal readonly record struct QuantityFacts(decimal? Value, string? Unit);

/// <summary>A reference range.</summary>
internal sealed record RangeFacts(decimal? Low, decimal? High, ConceptFacts? Meaning);

/// <summary>What was measured: of an observation, or of a part of one.</summary>
internal sealed record MeasuredFacts(ConceptFacts? Code, QuantityFacts? Quantity, IReadOnlyList<RangeFacts> Ranges);

/// <summary>
/// What pages show of an Observation. A record has hundreds of them and a page shows a few words of each, so they are read straight out of the
/// stored bytes, which were checked when they were written: a whole record of each costs five times as much, and was most of a page.
/// </summary>
internal sealed class ObservationFacts
{
    public string? Status { get; private set; }

    public MeasuredFacts Whole { get; private set; } = new(null, null, []);

    public IReadOnlyList<MeasuredFacts> Parts { get; private set; } = [];

    /// <summary>When it is of, as FHIR writes it.</summary>
    public string? Effective { get; private set; }

    public string? Issued { get; private set; }

    /// <summary>A value that is no number with a unit, in words.</summary>
    public string? ValueWords { get; private set; }

    public string? Encounter { get; private set; }

    public IReadOnlyList<Named> Performers { get; private set; } = [];

    public static ObservationFacts Of(ReadOnlyMemory<byte> json)
    {
        var facts = new ObservationFacts();
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        FactsReader.Members(ref reader, facts, static (ref Utf8JsonReader r, ObservationFacts f) => f.Read(ref r));
        return facts;
    }

    // At the name of a member; behind it at the end of its value.
    private void Read(ref Utf8JsonReader r)
    {
        if (r.ValueTextEquals("status"u8))
        {
            Status = FactsReader.Text(ref r);
        }
        else if (r.ValueTextEquals("code"u8))
        {
            Whole = Whole with { Code = FactsReader.Concept(ref r) };
        }
        else if (r.ValueTextEquals("valueQuantity"u8))
        {
            Whole = Whole with { Quantity = FactsReader.Quantity(ref r) };
        }
        else if (r.ValueTextEquals("referenceRange"u8))
        {
            Whole = Whole with { Ranges = FactsReader.List(ref r, FactsReader.Range) };
        }
        else if (r.ValueTextEquals("component"u8))
        {
            Parts = FactsReader.List(ref r, FactsReader.Measured);
        }
        else if (r.ValueTextEquals("effectiveDateTime"u8) || r.ValueTextEquals("effectiveInstant"u8))
        {
            Effective = FactsReader.Text(ref r);
        }
        else if (r.ValueTextEquals("effectivePeriod"u8))
        {
            Effective = FactsReader.Start(ref r);
        }
        else if (r.ValueTextEquals("issued"u8))
        {
            Issued = FactsReader.Text(ref r);
        }
        else if (r.ValueTextEquals("encounter"u8))
        {
            Encounter = FactsReader.Reference(ref r).Reference;
        }
        else if (r.ValueTextEquals("performer"u8))
        {
            Performers = FactsReader.List(ref r, FactsReader.Reference);
        }
        else if (r.ValueTextEquals("valueCodeableConcept"u8))
        {
            ValueWords = FactsReader.Concept(ref r).Words;
        }
        else if (r.ValueTextEquals("valueString"u8) || r.ValueTextEquals("valueInteger"u8))
        {
            ValueWords = FactsReader.Text(ref r);
        }
        else
        {
            FactsReader.Pass(ref r);
        }
    }
}
