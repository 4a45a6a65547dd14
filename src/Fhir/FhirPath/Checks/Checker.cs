using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>What the check of an expression on a type found.</summary>
/// <param name="Error">The first thing that cannot be right; null when there is none.</param>
/// <param name="Variables">Variables it uses that it does not define itself.</param>
internal sealed record CheckResult(FhirPathError? Error, IReadOnlyList<VariableTerm> Variables)
{
    public required TypeDefinition Focus { get; init; }

    public required TypeDefinition? Resource { get; init; }

    public required bool ChecksOrder { get; init; }
}

/// <summary>
/// Follows an expression through the types, without a document. It refuses only what cannot be right whatever the document holds; where a
/// type is not certain, it lets pass.
/// </summary>
internal sealed class Checker
{
    private readonly List<VariableTerm> _free = [];
    private readonly List<(string Name, Shape Shape)> _defined = [];
    private readonly Shape _focus;
    private readonly Shape _resource;
    private FhirPathError? _error;
    private bool _isSilent;
    private bool _hasUnnamed;

    private Checker(in Shape focus, in Shape resource, bool checksOrder)
    {
        This = _focus = focus;
        _resource = resource;
        ChecksOrder = checksOrder;
    }

    public Shape This { get; private set; }

    private bool ChecksOrder { get; }

    /// <param name="term">The expression.</param>
    /// <param name="focus">Type of what it is evaluated on.</param>
    /// <param name="resource">Type of the resource which that is in; null when it is not certain.</param>
    /// <param name="checksOrder">Whether order is asked for where there is none.</param>
    public static CheckResult Run(Term term, TypeDefinition focus, TypeDefinition? resource, bool checksOrder)
    {
        var checker = new Checker(Shape.Of(focus), resource is null ? Shape.Unknown : Shape.Of(resource), checksOrder);
        term.Check(checker);
        return new CheckResult(checker._error, checker._free) { Focus = focus, Resource = resource, ChecksOrder = checksOrder };
    }

    public void Fail(Term at, string message)
    {
        if (!_isSilent)
        {
            _error ??= new FhirPathError(FhirPathErrorKind.Semantic, message, at.Position);
        }
    }

    /// <summary>An operand or argument: what it defines is not known outside of it.</summary>
    public Shape CheckOperand(Term operand)
    {
        var count = _defined.Count;
        var hadUnnamed = _hasUnnamed;
        var shape = operand.Check(this);
        _defined.RemoveRange(count, _defined.Count - count);
        _hasUnnamed = hadUnnamed;
        return shape;
    }

    /// <summary>An argument that is evaluated with the items of the input as <c>$this</c>.</summary>
    public Shape CheckWithin(in Shape input, Term argument)
    {
        var outer = This;
        This = input with { IsUnordered = false };
        var shape = CheckOperand(argument);
        This = outer;
        return shape;
    }

    /// <summary>As <see cref="CheckWithin"/>, where an error is none.</summary>
    public Shape InferWithin(in Shape input, Term argument)
    {
        var wasSilent = _isSilent;
        _isSilent = true;
        var shape = CheckWithin(input, argument);
        _isSilent = wasSilent;
        return shape;
    }

    public Shape CheckRoot(Term at, TypeDefinition named)
    {
        if (!This.IsKnown)
        {
            return Shape.Of(named);
        }

        foreach (var type in This.Types)
        {
            if (type.Definition is { } definition && definition.Is(named.Name))
            {
                return This;
            }
        }

        Fail(at, $"The path begins with {named.Name}, but it is evaluated on {This}.");
        return Shape.Unknown;
    }

    public Shape CheckMember(Term at, in Shape input, string name)
    {
        if (!input.IsKnown || input.IsEmpty)
        {
            return input;
        }

        var result = Shape.Empty;
        var isFound = false;
        foreach (var type in input.Types)
        {
            if (Member(type, name) is { } member)
            {
                result = result.With(member);
                isFound = true;
            }
        }

        if (!isFound)
        {
            Fail(at, $"{input} has no element {name}.{Suggest(input, name)}");
            return Shape.Unknown;
        }

        return result with { IsUnordered = input.IsUnordered };
    }

    public Shape CheckOrder(Term at, in Shape input, string what)
    {
        if (ChecksOrder && input.IsUnordered)
        {
            Fail(at, $"{what} counts on an order, and children() and descendants() have none.");
        }

        return input;
    }

    /// <summary>What a function takes as its input or argument.</summary>
    public void CheckKind(Term at, in Shape shape, ItemKind kind, string what)
    {
        if (kind != ItemKind.None && shape.IsKnown && !shape.IsEmpty && !shape.MayBe(kind) && !(kind == ItemKind.Decimal && (shape.MayBe(ItemKind.Integer) || shape.MayBe(ItemKind.Long))))
        {
            Fail(at, $"{what} takes a {kind}, not {shape}.");
        }
    }

    public Shape CheckVariable(VariableTerm variable)
    {
        var index = _defined.FindLastIndex(d => d.Name == variable.Name);
        if (index >= 0)
        {
            return _defined[index].Shape;
        }

        switch (variable.Name)
        {
            case "context":
                return _focus;
            case "resource":
                return _resource;
            case "rootResource":
                return Shape.Unknown;
            default:
                break;
        }

        if (VariableTerm.IsReserved(variable.Name))
        {
            return Shape.Of(PathType.String);
        }

        if (!_hasUnnamed && !_isSilent)
        {
            _free.Add(variable);
        }

        return Shape.Unknown;
    }

    /// <param name="at">The call.</param>
    /// <param name="name">Null when it is not known before evaluation.</param>
    /// <param name="shape">What the variable holds.</param>
    public void Define(Term at, string? name, in Shape shape)
    {
        if (name is null)
        {
            _hasUnnamed = true;
            return;
        }

        if (VariableTerm.IsReserved(name) || _defined.Exists(d => d.Name == name))
        {
            Fail(at, $"The variable %{name} is already there.");
        }

        _defined.Add((name, shape));
    }

    private static Shape? Member(PathType type, string name)
    {
        if (type.Definition is not { } definition)
        {
            return type.Kind switch
            {
                ItemKind.None => Shape.Unknown,
                ItemKind.Quantity when name == "value" => Shape.Of(PathType.Decimal),
                ItemKind.Quantity when name == "unit" => Shape.Of(PathType.String),
                ItemKind.Type when name is "name" or "namespace" or "baseType" => Shape.Of(PathType.String),
                _ => null,
            };
        }

        if (definition.Kind == TypeKind.Primitive && name == "value")
        {
            return Shape.Of(PathType.Of(type.Converted));
        }

        if (NameLookup.Find(name) is not { } lookup || !lookup.TryFind(definition.Index, out var first, out var last, out _))
        {
            return null;
        }

        var result = Shape.Empty;
        for (var i = first; i <= last; i++)
        {
            result = result.With(Shape.Of(definition.Elements[i].Type));
        }

        return result;
    }

    private static string Suggest(in Shape input, string name)
    {
        foreach (var type in input.Types)
        {
            if (type.Definition?.Find(name) is { Choice.Length: > 0 } element)
            {
                return $" Write {element.Choice} for {element.Choice}[x], or {element.Choice}.ofType({element.Type.Name}).";
            }
        }

        return "";
    }
}
