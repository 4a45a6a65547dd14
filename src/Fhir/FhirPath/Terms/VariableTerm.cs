namespace Helhed.Fhir.FhirPath;

/// <summary><c>%name</c>: a variable of the specification, of the context or of defineVariable().</summary>
internal sealed class VariableTerm(int position, string name) : Term(position)
{
    private readonly PathItem _fixed = Fixed(name);

    public string Name { get; } = name;

    /// <summary>Names that no variable can be given.</summary>
    public static bool IsReserved(string name) => name is "context" or "resource" or "rootResource" || Fixed(name).Kind != ItemKind.None;

    public override bool Push(Machine m)
    {
        if (_fixed.Kind != ItemKind.None)
        {
            m.Push(_fixed);
            return true;
        }

        switch (Name)
        {
            case "context":
                m.Push(PathItem.OfNode(m.Focus));
                return true;
            case "resource":
                m.Push(PathItem.OfNode(m.Context.Holder ?? m.Focus.Resource));
                return true;
            case "rootResource":
                m.Push(PathItem.OfNode(m.Context.Holder?.Root ?? m.Focus.Root));
                return true;
            default:
                return PushDefined(m);
        }
    }

    public override Shape Check(Checker c) => c.CheckVariable(this);

    private bool PushDefined(Machine m)
    {
        for (var variable = m.Variables; variable is not null; variable = variable.Next)
        {
            if (variable.Name == Name)
            {
                foreach (ref readonly var item in variable.Items.AsSpan())
                {
                    m.Push(item);
                }

                return m.Spend(variable.Items.Length, this);
            }
        }

        if (!m.Context.Variables.TryGetValue(Name, out var values))
        {
            return m.Fail(this, $"There is no variable %{Name}.", FhirPathErrorKind.Semantic);
        }

        foreach (var value in values)
        {
            m.Push(value.Item);
        }

        return m.Spend(values.Count, this);
    }

    // https://hl7.org/fhir/R4/fhirpath.html#variables
    private static PathItem Fixed(string name) => name switch
    {
        "ucum" => PathItem.Of("http://unitsofmeasure.org"),
        "sct" => PathItem.Of("http://snomed.info/sct"),
        "loinc" => PathItem.Of("http://loinc.org"),
        _ when name.StartsWith("vs-", StringComparison.Ordinal) => PathItem.Of("http://hl7.org/fhir/ValueSet/" + name[3..]),
        _ when name.StartsWith("ext-", StringComparison.Ordinal) => PathItem.Of("http://hl7.org/fhir/StructureDefinition/" + name[4..]),
        _ => default,
    };
}
