using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>A code that a value set names.</summary>
internal readonly record struct ListedCode(string Code, string? Display);

/// <summary>A condition on the codes of a system: <see href="https://hl7.org/fhir/R4/valueset-filter-operator.html">filter operators</see>.</summary>
internal readonly record struct CodeFilter(string Property, string Operator, string Value);

/// <summary>One include or exclude.</summary>
internal sealed record Clause(string? System, string? Version, List<ListedCode> Codes, List<CodeFilter> Filters, List<string> ValueSets)
{
    public bool IsList => System is not null && Codes.Count > 0 && ValueSets.Count == 0;
}

/// <summary>A code of an expansion.</summary>
internal readonly record struct ContainedCode(string System, string Code, string? Display);

/// <summary>What a <see href="https://hl7.org/fhir/R4/valueset.html">ValueSet</see> says.</summary>
/// <param name="Url">Canonical address, or empty.</param>
/// <param name="Version">Its version, or null.</param>
/// <param name="IncludesInactive">False when inactive codes are left out.</param>
internal sealed record ValueSetStatement(string Url, string? Version, bool IncludesInactive)
{
    public required List<Clause> Include { get; init; }

    public required List<Clause> Exclude { get; init; }

    /// <summary>The codes of its expansion; null when it has none.</summary>
    public required List<ContainedCode>? Expansion { get; init; }

    /// <summary>True when the expansion says that it is all of the set.</summary>
    public required bool IsExpansionWhole { get; init; }

    public static ValueSetStatement Read(NodeReader resource)
    {
        var compose = resource.Child("compose"u8);
        var expansion = resource.Child("expansion"u8);
        List<ContainedCode>? contained = expansion is null ? null : [];
        if (contained is not null)
        {
            ReadContains(expansion!.Value, contained);
        }

        return new ValueSetStatement(resource.TextOf("url"u8) ?? "", resource.TextOf("version"u8), compose?.FlagOf("inactive"u8) ?? true)
        {
            Include = ReadClauses(compose, "include"u8),
            Exclude = ReadClauses(compose, "exclude"u8),
            Expansion = contained,
            IsExpansionWhole = expansion is { } e && IsWhole(e, contained!.Count),
        };
    }

    private static List<Clause> ReadClauses(NodeReader? compose, ReadOnlySpan<byte> name)
    {
        var clauses = new List<Clause>();
        if (compose is null)
        {
            return clauses;
        }

        foreach (var clause in compose.Value.Each(name))
        {
            var read = new Clause(clause.TextOf("system"u8), clause.TextOf("version"u8), [], [], []);
            foreach (var concept in clause.Each("concept"u8))
            {
                if (concept.TextOf("code"u8) is { } code)
                {
                    read.Codes.Add(new ListedCode(code, concept.TextOf("display"u8)));
                }
            }

            foreach (var filter in clause.Each("filter"u8))
            {
                read.Filters.Add(new CodeFilter(filter.TextOf("property"u8) ?? "", filter.TextOf("op"u8) ?? "", filter.TextOf("value"u8) ?? ""));
            }

            foreach (var set in clause.Each("valueSet"u8))
            {
                read.ValueSets.Add(set.Text());
            }

            clauses.Add(read);
        }

        return clauses;
    }

    private static void ReadContains(NodeReader owner, List<ContainedCode> into)
    {
        foreach (var item in owner.Each("contains"u8))
        {
            // An abstract entry is a heading: it may not be chosen.
            if (item.TextOf("code"u8) is { } code && item.FlagOf("abstract"u8) != true)
            {
                into.Add(new ContainedCode(item.TextOf("system"u8) ?? "", code, item.TextOf("display"u8)));
            }

            ReadContains(item, into);
        }
    }

    // Cut-off expansions say so by an extension, by an offset, or by a total that is more than what is there.
    private static bool IsWhole(NodeReader expansion, int codes)
    {
        foreach (var extension in expansion.Each("extension"u8))
        {
            if (extension.TextOf("url"u8) is { } url
                && (url.EndsWith("/valueset-toocostly", StringComparison.Ordinal) || url.EndsWith("/valueset-unclosed", StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return (expansion.Child("offset"u8)?.Integer() ?? 0) == 0 && (expansion.Child("total"u8)?.Integer() ?? 0) <= codes;
    }
}
