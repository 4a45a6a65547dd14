using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Checks a value, and what is inside it, against what a profile says about an element.</summary>
internal sealed class ElementCheck(ValidationRun run)
{
    private const int MaxDepth = 200;

    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;
    private int _depth;

    /// <param name="element">What the profile says.</param>
    /// <param name="node">The value.</param>
    /// <param name="profile">The profile, to be named.</param>
    public void Check(ProfileElement element, int node, Profile profile)
    {
        if (_log.HasFailed || _depth >= MaxDepth)
        {
            return;
        }

        _depth++;
        CheckTypes(element, node, profile);
        CheckValue(element, node, profile);
        if (element.Children.Count > 0)
        {
            CheckChildren(element, node, profile);
        }

        foreach (var invariant in element.Invariants)
        {
            run.Expressions.Check(invariant, node, profile.Url);
        }

        _depth--;
    }

    /// <summary>The value rules alone (fixed, pattern, range, length, binding): what a slice is known by.</summary>
    public void CheckValue(ProfileElement element, int node, Profile profile)
    {
        if (element.Fixed is { } wanted && !ValueMatch.IsEqual(_document, node, wanted.Document, wanted.Node))
        {
            _log.Error(node, "value", $"The value must be exactly {Show(wanted)} ({profile.Url}).", $"Værdien skal være præcis {Show(wanted)} ({profile.Url}).");
        }

        if (element.Pattern is { } pattern && !ValueMatch.Fits(_document, node, pattern.Document, pattern.Node))
        {
            _log.Error(node, "value", $"The value must hold {Show(pattern)} ({profile.Url}).", $"Værdien skal rumme {Show(pattern)} ({profile.Url}).");
        }

        if (element.MinValue is not null || element.MaxValue is not null || element.MaxLength >= 0 || element.MinLength >= 0)
        {
            new RangeCheck(run).Check(element, node);
        }

        if (element.Binding is { } binding)
        {
            run.Bindings.Check(binding, element.MaxValueSet, node);
        }
    }

    private static string Show(DefinedValue value)
    {
        var text = value.Document.Nodes[value.Node].Kind == NodeKind.String ? $"'{value.Document.Text(value.Node)}'" : System.Text.Encoding.UTF8.GetString(value.Document.Raw(value.Node));
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    private void CheckTypes(ProfileElement element, int node, Profile profile)
    {
        if (element.Types is not { } types || element.Name == profile.Type.Name)
        {
            return;
        }

        var type = run.Definitions.Types[_document.Nodes[node].Type];
        ProfileType? match = null;
        for (var i = 0; i < types.Count; i++)
        {
            var candidate = types[i];
            if (type.Is(candidate.Code) || candidate.Code == "Resource" || (type.Kind == TypeKind.Backbone && candidate.Code is "BackboneElement" or "Element"))
            {
                match = candidate;
                CheckTypeProfiles(match, node);
            }
        }

        if (match is null)
        {
            ReportType(types, type, node, profile);
        }
    }

    private void ReportType(IReadOnlyList<ProfileType> types, TypeDefinition type, int node, Profile profile)
    {
        if (type.Kind != TypeKind.Primitive || !types.Any(t => t.Code == ProfileType.SystemType))
        {
            var allowed = string.Join(", ", types.Select(t => t.Code).Distinct());
            _log.Error(node, "structure", $"The type {type.Name} is not allowed here; allowed: {allowed} ({profile.Url}).", $"Typen {type.Name} er ikke tilladt her; tilladt: {allowed} ({profile.Url}).");
        }
    }

    private void CheckTypeProfiles(ProfileType type, int node)
    {
        if (type.TargetProfiles.Count > 0)
        {
            run.References.CheckTargets(type.TargetProfiles, type.Aggregation, node);
        }

        if (type.Profiles.Count == 0)
        {
            return;
        }

        if (type.Profiles.Count == 1)
        {
            CheckOne(type.Profiles[0], node);
            return;
        }

        var known = false;
        foreach (var url in type.Profiles)
        {
            switch (run.Follows(url, node))
            {
                case true:
                    return;
                case false:
                    known = true;
                    break;
                default:
                    _log.Warning(node, "not-found", $"The profile {url} is not known here, so it was not checked.", $"Profilen {url} kendes ikke her og er derfor ikke kontrolleret.");
                    return;
            }
        }

        if (known)
        {
            var list = string.Join(", ", type.Profiles);
            _log.Error(node, "structure", $"The value follows none of the profiles {list}.", $"Værdien følger ingen af profilerne {list}.");
        }
    }

    private void CheckOne(string url, int node)
    {
        if (Profiles.IsBaseType(run.Definitions, url))
        {
            if (run.Follows(url, node) == false)
            {
                _log.Error(node, "structure", $"The value must be a {Profiles.TypeName(url)}.", $"Værdien skal være en {Profiles.TypeName(url)}.");
            }
        }
        else if (run.Validator.Profiles.Find(url) is { } profile)
        {
            run.CheckProfile(profile, node);
        }
        else
        {
            _log.Warning(node, "not-found", $"The profile {url} is not known here, so it was not checked.", $"Profilen {url} kendes ikke her og er derfor ikke kontrolleret.");
        }
    }

    private void CheckChildren(ProfileElement element, int node, Profile profile)
    {
        // The id and extensions of a primitive are in its twin.
        var holder = _document.Nodes[node].Kind == NodeKind.Object ? node : _document.Nodes[node].Twin;
        Span<int> counts = stackalloc int[Math.Min(element.Children.Count, 256)];
        counts.Clear();
        if (holder > 0 || node == 0)
        {
            var map = element.MapFor(run.Definitions.Types[_document.Nodes[holder].Type]);
            foreach (var child in new ChildEnumerator(_document, holder))
            {
                if (!IsElement(child.Index))
                {
                    continue;
                }

                var which = map[child.Node.Ordinal];
                if (which >= 0 && which < counts.Length)
                {
                    counts[which]++;
                    Check(element.Children[which], child.Index, profile);
                }
            }
        }

        for (var i = 0; i < counts.Length; i++)
        {
            var child = element.Children[i];
            CheckCount(child, counts[i], node, profile);
            if (child.Slices.Count > 0)
            {
                run.Slicer.Check(child, holder > 0 || node == 0 ? holder : -1, node, profile);
            }
        }
    }

    /// <summary>Whether a node stands for an element of its parent: not the twin of one, and not the placeholder of nothing.</summary>
    public bool IsElement(int node)
    {
        ref readonly var n = ref _document.Nodes[node];
        return (n.Flags & NodeFlags.Companion) != 0 ? n.Twin == 0 && n.Kind != NodeKind.Null : n.Kind != NodeKind.Null || n.Twin != 0;
    }

    private void CheckCount(ProfileElement child, int count, int node, Profile profile)
    {
        // The parser has said it already where the type itself demands it.
        if (child.Min > count && !IsToldByType(child, count, node))
        {
            _log.Error(
                node, "required", string.Create(CultureInfo.InvariantCulture, $"{child.Id} must be given at least {child.Min} time(s), but is given {count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{child.Id} skal angives mindst {child.Min} gang(e), men er angivet {count} ({profile.Url})."), child.Name);
        }

        if (child.Max >= 0 && count > child.Max)
        {
            _log.Error(
                node, "structure", string.Create(CultureInfo.InvariantCulture, $"{child.Id} may be given at most {child.Max} time(s), but is given {count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{child.Id} må angives højst {child.Max} gang(e), men er angivet {count} ({profile.Url})."), child.Name);
        }
    }

    private bool IsToldByType(ProfileElement child, int count, int node)
    {
        if (count > 0 || _log.IsQuiet)
        {
            return false;
        }

        foreach (var (name, _) in run.Definitions.Types[_document.Nodes[node].Type].Required)
        {
            if (name == child.Name || name == child.Name + "[x]")
            {
                return run.Validator.Options.Parsing.Missing == IssueSeverity.Error;
            }
        }

        return false;
    }
}
