using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

internal enum TypeOperation
{
    Is,
    As,
    OfType,
}

/// <summary>A type as written: <c>Patient</c>, <c>FHIR.Patient</c>, <c>System.Integer</c>.</summary>
internal sealed record TypeName(string? Space, string Name)
{
    /// <summary>The FHIR type meant, which comes before one of FHIRPath's own.</summary>
    public PathType? Fhir { get; } = Space is null or "FHIR" ? PathType.OfFhir(Name) : null;

    /// <summary>FHIR's primitive of the same name, where a published rule writes String or DateTime and means string or dateTime.</summary>
    public PathType? Intended { get; } = Space is null && Name.Length > 0 && PathType.OfFhir(Name) is null ? PathType.OfFhir(char.ToLowerInvariant(Name[0]) + Name[1..]) : null;

    /// <summary>The type of FHIRPath's own meant.</summary>
    public PathType? System { get; } = Space is null or "System" ? PathType.OfSystem(Name) : null;

    /// <summary>From what was parsed as a path; null when it cannot be the name of a type.</summary>
    public static TypeName? Of(Term term) => term switch
    {
        HeadTerm head => new TypeName(null, head.Name),
        MemberTerm { Input: HeadTerm head } member => new TypeName(head.Name, member.Name),
        _ => null,
    };

    public override string ToString() => Space is null ? Name : $"{Space}.{Name}";
}

/// <summary>
/// <c>is</c>, <c>as</c> and ofType(). A primitive is of its own type only for the latter two (a code is no string to them, so that
/// <c>value.as(string)</c> is what valueString holds), while <c>is</c> sees what a type specialises.
/// </summary>
internal sealed class TypeTerm(int position, TypeOperation operation, Term input, TypeName type) : Term(position)
{
    public override bool Push(Machine m)
    {
        if (operation == TypeOperation.Is)
        {
            return m.Push(Test(m));
        }

        var start = m.Count;
        if (!input.Push(m))
        {
            return false;
        }

        if (type.Fhir is null && type.System is null)
        {
            return m.Fail(this, $"There is no type {type}.");
        }

        if (operation == TypeOperation.As && m.Count - start > 1 && !m.Context.AllowsManyInAs)
        {
            return m.PopSingle(start, this, out _);
        }

        var kept = start;
        for (var i = start; i < m.Count; i++)
        {
            var item = m[i];
            if (Matches(item, isExact: true) || (m.Context.AllowsManyInAs && IsIntended(item)))
            {
                m.Set(kept++, item);
            }
        }

        var count = m.Count - start;
        m.Drop(kept);
        return m.Spend(count, this);
    }

    public override Truth Test(Machine m)
    {
        if (operation != TypeOperation.Is)
        {
            return base.Test(m);
        }

        var start = m.Count;
        if (!input.Push(m) || !m.PopSingle(start, this, out var item))
        {
            return Truth.Failed;
        }

        if (type is { Fhir: null, System: null, Space: null })
        {
            return m.FailTruth(this, $"There is no type {type}.");
        }

        return item.Kind == ItemKind.None ? Truth.Empty : Matches(item, isExact: false) || (m.Context.AllowsManyInAs && IsIntended(item)) ? Truth.True : Truth.False;
    }

    public override Shape Check(Checker c)
    {
        var shape = input.Check(c);
        return operation == TypeOperation.Is ? Shape.Of(PathType.Boolean)
            : type is { Fhir: null, System: null } ? Shape.Unknown
            : Shape.OfEither(type.Fhir, type.System) with { IsUnordered = shape.IsUnordered };
    }

    private bool IsIntended(in PathItem item) =>
        item.Kind == ItemKind.Node && type.Intended?.Definition is { Kind: TypeKind.Primitive } wanted && ReferenceEquals(item.Node.Type, wanted);

    private bool Matches(in PathItem item, bool isExact)
    {
        if (item.Kind != ItemKind.Node)
        {
            return type.System is { } system && (system.Kind == item.Kind || system.Name == "Any");
        }

        if (type.Fhir?.Definition is not { } wanted)
        {
            return type.System?.Name == "Any";
        }

        var actual = item.Node.Type;
        if (isExact && actual.Kind == TypeKind.Primitive)
        {
            return ReferenceEquals(actual, wanted);
        }

        for (TypeDefinition? t = actual; t is not null; t = t.BaseType)
        {
            if (ReferenceEquals(t, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
