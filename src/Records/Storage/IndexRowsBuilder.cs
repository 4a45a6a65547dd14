using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records;

/// <summary>Makes the index rows of a resource from the values that its document holds.</summary>
internal sealed class IndexRowsBuilder(IndexExtractor extractor, CustomParameters custom)
{
    /// <summary>The parameter whose tokens are kept as strings too: their values are as many as the resources, and matches are ordered by them.</summary>
    public const string Identifier = "identifier";

    [ThreadStatic]
    private static IndexValues? _values;

    /// <summary>All rows of a document, with the region's parameters as this node knows them.</summary>
    public IndexRows Of(TypeDefinition type, FhirDocument document) => Of(type, document, custom.Current);

    /// <summary>All rows of a document.</summary>
    public IndexRows Of(TypeDefinition type, FhirDocument document, ParameterSet parameters)
    {
        var values = _values ??= new IndexValues();
        values.Clear();
        extractor.Collect(document, values);
        CustomParameters.Collect(parameters, extractor, document, values);
        var rows = From(type, values, 0);
        rows.Parameters = parameters;
        rows.Words = SearchWords.Of(document);
        var inside = extractor.Contained(document);
        AddContainedReferences(type, values, inside, rows);
        foreach (var contained in inside)
        {
            rows.Contained ??= [];
            values.Clear();
            extractor.Collect(document, contained, values);
            var inner = From(contained.Type, values, Keys.Contained(0));
            rows.Contained.Add((rows.Contained.Count, inner));
            rows.Names.AddRange(inner.Names); // what codes are called is the same everywhere
        }

        return rows;
    }

    private static void AddContainedReferences(TypeDefinition type, IndexValues values, IReadOnlyList<ContainedResource> inside, IndexRows rows)
    {
        foreach (var value in values.ContainedReferences)
        {
            var id = Encoding.UTF8.GetString(value.Id.Span);
            for (var ordinal = 0; ordinal < inside.Count; ordinal++)
            {
                if (inside[ordinal].Id == id && Keys.ContainedTarget(ordinal) is { } target)
                {
                    rows.References.Add(new ReferenceRow(Keys.Param(type, value.Parameter), target));
                }
            }
        }

        if (values.ContainedReferences.Count > 0)
        {
            rows.RemoveRepeats();
        }
    }

    private static IndexRows From(TypeDefinition type, IndexValues values, int flags)
    {
        var compartments = values.Compartments.ConvertAll(id => Keys.Reference("Patient"u8, id.Span));
        var rows = new IndexRows(compartments.Count switch { 0 => 0, 1 => compartments[0], _ => -1 });
        if (flags == 0)
        {
            rows.Compartments.AddRange(compartments.Select(c => new CompartmentRow(c, (short)type.Index)));
        }

        var filler = new Filler(type, values, rows, flags);
        filler.AddReferences();
        var subjects = values.Subjects;
        filler.AddFor(subjects.Count > 0 ? Keys.Reference("Patient"u8, subjects[0].Span) : 0, IndexRows.EdgePatient);
        for (var i = 1; i < subjects.Count; i++)
        {
            filler.AddFor(Keys.Reference("Patient"u8, subjects[i].Span), 0);
        }

        CompositeRows.Add(type, values, rows, flags);
        filler.AddNames();
        rows.RemoveRepeats();
        return rows;
    }

    /// <summary>Turns the values of one resource into rows.</summary>
    private readonly struct Filler(TypeDefinition type, IndexValues values, IndexRows rows, int flags)
    {
        public void AddReferences()
        {
            foreach (var value in values.References)
            {
                var param = Param(value.Parameter);
                if (!value.Url.IsEmpty)
                {
                    // A canonical is found with and without its version.
                    var bar = value.Url.Span.IndexOf((byte)'|');
                    rows.References.Add(new ReferenceRow(param, Keys.Text(bar < 0 ? value.Url.Span : value.Url.Span[..bar])));
                    if (bar >= 0)
                    {
                        rows.References.Add(new ReferenceRow(param, Keys.Text(value.Url.Span)));
                    }
                }
                else
                {
                    rows.References.Add(new ReferenceRow(param, Keys.Reference(value.Type.Span, value.Id.Span)));
                }
            }

            foreach (var value in values.Uris)
            {
                rows.Uris.Add(new UriRow(Param(value.Parameter), Keys.UriText(Encoding.UTF8.GetString(value.Uri.Span))));
            }

            foreach (var value in values.Positions)
            {
                rows.Positions.Add(new PositionRow(Param(value.Parameter), value.Latitude, value.Longitude));
            }
        }

        public void AddFor(long patient, short edge)
        {
            foreach (var value in values.Tokens)
            {
                if (!ParameterAliases.IsAlias(value.Parameter))
                {
                    rows.Tokens.Add(new TokenRow(Param(value.Parameter), Keys.Text(value.Code.Span), patient, Keys.Text(value.System.Span)));
                }
            }

            foreach (var value in values.TargetIdentifiers)
            {
                rows.Tokens.Add(new TokenRow(Param(value.Parameter), Keys.Text(value.Code.Span), patient, Keys.Text(value.System.Span)));
            }

            foreach (var value in values.TypedIdentifiers)
            {
                rows.Tokens.Add(new TokenRow(Keys.OfType(Param(value.Parameter)), Keys.Text(value.Value.Span), patient, Keys.IdentifierType(Text(value.TypeSystem), Text(value.TypeCode))));
            }

            foreach (var value in values.CodeTexts)
            {
                if (value.Code.IsEmpty && value.System.IsEmpty && !ParameterAliases.IsAlias(value.Parameter))
                {
                    rows.Tokens.Add(new TokenRow(Param(value.Parameter), Keys.TextAsCode(SearchText.Fold(value.Text.Span)), patient, 0));
                }
            }

            AddOrdered(patient, edge);
        }

        private void AddOrdered(long patient, short edge)
        {
            foreach (var value in values.Strings)
            {
                var bare = SearchText.Bare(value.Text.Span);
                var marked = SearchText.HasMarks(value.Text.Span) ? (short)(edge | IndexRows.EdgeMarks) : edge;
                var row = new StringRow(Param(value.Parameter), bare, patient, Keys.Text(value.Text.Span), marked);
                rows.Strings.Add(row);
                if (StringForms.Further(value, bare) is { } forms)
                {
                    rows.Strings.AddRange(forms.Select(form => row with { Value = form, Exact = 0 }));
                }
            }

            foreach (var value in values.Tokens)
            {
                if (value.Parameter.Code == Identifier && !value.Code.IsEmpty)
                {
                    rows.Strings.Add(new StringRow(Param(value.Parameter), SearchText.Fold(value.Code.Span), patient, Keys.Text(value.Code.Span), edge));
                }
            }

            foreach (var value in values.Dates)
            {
                rows.Dates.Add(new DateRow(Param(value.Parameter), patient, value.Low, value.High, edge));
            }

            foreach (var value in values.Numbers)
            {
                rows.Numbers.Add(new NumberRow(Param(value.Parameter), value.Value, patient, edge));
            }

            foreach (var value in values.Quantities)
            {
                if (!ParameterAliases.IsAlias(value.Parameter))
                {
                    rows.Quantities.Add(new QuantityRow(Param(value.Parameter), value.Low, value.High, Keys.Text(value.Code.Span), Keys.Text(value.System.Span), patient, edge, Keys.Text(value.Unit.Span)));
                }
            }
        }

        public void AddNames()
        {
            foreach (var value in values.Tokens)
            {
                if (!value.Code.IsEmpty && value.Parameter.Code != Identifier)
                {
                    rows.Names.Add(new CodeName(CodeName.Code, Keys.Text(value.Code.Span), 0, SearchText.Fold(value.Code.Span)));
                }
            }

            foreach (var value in values.CodeTexts)
            {
                var folded = SearchText.Fold(value.Text.Span);
                var key = value.Code.IsEmpty && value.System.IsEmpty ? Keys.TextAsCode(folded) : Keys.Text(value.Code.Span);
                rows.Names.Add(new CodeName(CodeName.Display, key, Keys.Text(value.System.Span), folded));
            }

            foreach (var value in values.Quantities)
            {
                if (!value.Code.IsEmpty && value.System.Span.SequenceEqual(CodeNames.Ucum))
                {
                    rows.Names.Add(new CodeName(CodeName.Unit, Keys.Text(value.Code.Span), Keys.Text(value.System.Span), Text(value.Code)));
                }
            }
        }

        private int Param(SearchParameterDefinition parameter) => Keys.Param(type, parameter) | flags;

        private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
    }
}
