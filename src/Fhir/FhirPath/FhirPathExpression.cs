using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// A FHIRPath expression, read once and evaluated often; it does not change and may be used by many threads. The language is FHIRPath
/// <see href="https://hl7.org/fhirpath/N1/">N1</see> with <see href="https://hl7.org/fhir/R4/fhirpath.html">R4's additions</see> and later
/// functions.
/// </summary>
public sealed class FhirPathExpression
{
    private const int Longest = 100_000;

    private readonly Term _term;
    private readonly ConcurrentDictionary<(int Focus, int Resource, bool ChecksOrder), CheckResult> _checks = new();

    private CheckResult? _lastCheck;

    private FhirPathExpression(string text, Term term)
    {
        Text = text;
        _term = term;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression, or takes it from the cache of those read before.</summary>
    /// <param name="text">FHIRPath, of at most 100,000 characters.</param>
    /// <param name="expression">The expression when the text is one.</param>
    /// <param name="error">Why the text is none: a Syntax error, or a Semantic one for an unknown function.</param>
    public static bool TryCompile(string text, [NotNullWhen(true)] out FhirPathExpression? expression, [NotNullWhen(false)] out FhirPathError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = null;
        expression = ExpressionCache.Find(text);
        if (expression is not null)
        {
            return true;
        }

        if (text.Length > Longest)
        {
            error = new FhirPathError(FhirPathErrorKind.Syntax, $"The expression has {text.Length} characters; the limit is {Longest}.", 0);
            return false;
        }

        if (Parser.Parse(text, out error) is not { } term)
        {
            error ??= new FhirPathError(FhirPathErrorKind.Syntax, "The text is no expression.", 0);
            return false;
        }

        expression = new FhirPathExpression(text, term);
        ExpressionCache.Keep(expression);
        return true;
    }

    /// <summary>Evaluates the expression on a resource.</summary>
    /// <param name="document">The resource, which is <c>%context</c>, <c>%resource</c> and <c>%rootResource</c>.</param>
    /// <param name="context">What it may ask, and limits; null for the default.</param>
    public FhirPathOutcome Evaluate(FhirDocument document, FhirPathContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Evaluate(new PathNode(document, 0), context ?? FhirPathContext.Default);
    }

    /// <summary>Evaluates the expression on an element of a result, e.g. an invariant of its type.</summary>
    /// <param name="element">An element (see <see cref="FhirPathValue.IsElement"/>).</param>
    /// <param name="context">What it may ask, and limits; null for the default.</param>
    /// <exception cref="ArgumentException">The value is no element.</exception>
    public FhirPathOutcome Evaluate(FhirPathValue element, FhirPathContext? context = null)
    {
        if (!element.IsElement)
        {
            throw new ArgumentException("The value is no element of a document.", nameof(element));
        }

        return Evaluate(element.Item.Node, context ?? FhirPathContext.Default);
    }

    /// <summary>What cannot be right on a type, whatever the resource holds; null when nothing is.</summary>
    /// <param name="typeName">A FHIR type: of a resource, a data type, or a path such as <c>Patient.contact</c>.</param>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public FhirPathError? Check(string typeName)
    {
        var type = PathType.OfFhir(typeName)?.Definition ?? throw new ArgumentException($"There is no type {typeName}.", nameof(typeName));

        // Patient.contact is in a Patient; what a data type is in is not certain.
        var holder = PathType.OfFhir(typeName.Split('.')[0])?.Definition;
        return Checker.Run(_term, type, holder is { Kind: TypeKind.Resource } ? holder : null, checksOrder: false).Error;
    }

    internal FhirPathOutcome Evaluate(in PathNode focus, FhirPathContext context)
    {
        if (context.ChecksTypes && CheckOn(focus, context) is { } wrong)
        {
            return FhirPathOutcome.Failure(wrong);
        }

        var machine = Machine.Rent(focus, context);
        try
        {
            if (!_term.Push(machine) || !machine.Spend(0, _term))
            {
                return FhirPathOutcome.Failure(machine.Error!);
            }

            if (machine.Count == 0)
            {
                return new FhirPathOutcome([], null);
            }

            var values = new FhirPathValue[machine.Count];
            FhirPathValue.Copy(machine.From(0), values);
            return new FhirPathOutcome(values, null);
        }
        finally
        {
            machine.Return();
        }
    }

    /// <summary>The elements that the expression leads to; false with an error. What is no element is left out.</summary>
    internal bool TrySelect(in PathNode focus, FhirPathContext context, List<PathNode> nodes, out FhirPathError? error)
    {
        var machine = Machine.Rent(focus, context);
        try
        {
            var isDone = _term.Push(machine) && machine.Spend(0, _term);
            error = machine.Error;
            for (var i = 0; isDone && i < machine.Count; i++)
            {
                if (machine[i].Kind == ItemKind.Node)
                {
                    nodes.Add(machine[i].Node);
                }
            }

            return isDone;
        }
        finally
        {
            machine.Return();
        }
    }

    /// <summary>
    /// The expression as a Boolean, for invariants: null when it is empty or fails. Makes no objects in the usual case.
    /// </summary>
    /// <param name="focus">The element that the rule is on.</param>
    /// <param name="context">Usually <see cref="FhirPathContext.Lenient"/> or one like it.</param>
    /// <param name="error">Why it fails.</param>
    internal bool? Test(in PathNode focus, FhirPathContext context, out FhirPathError? error)
    {
        var machine = Machine.Rent(focus, context);
        try
        {
            var truth = _term.Test(machine);
            error = truth == Truth.Failed || !machine.Spend(0, _term) ? machine.Error : null;
            return error is not null ? null : truth switch
            {
                Truth.True => true,
                Truth.False => false,
                _ => null,
            };
        }
        finally
        {
            machine.Return();
        }
    }

    private FhirPathError? CheckOn(in PathNode focus, FhirPathContext context)
    {
        var type = focus.Type;
        var resource = focus.Resource.Type;
        var result = _lastCheck;
        if (result is null || !ReferenceEquals(result.Focus, type) || !ReferenceEquals(result.Resource, resource) || result.ChecksOrder != context.ChecksOrder)
        {
            _lastCheck = result = _checks.GetOrAdd((type.Index, resource.Index, context.ChecksOrder), _ => Checker.Run(_term, type, resource, context.ChecksOrder));
        }

        if (result.Error is not null)
        {
            return result.Error;
        }

        foreach (var variable in result.Variables)
        {
            if (!context.Variables.ContainsKey(variable.Name))
            {
                return new FhirPathError(FhirPathErrorKind.Semantic, $"There is no variable %{variable.Name}.", variable.Position);
            }
        }

        return null;
    }
}
