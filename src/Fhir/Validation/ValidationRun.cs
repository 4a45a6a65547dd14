using Helhed.Fhir.Danish;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>One check of one document: what its parts share.</summary>
internal sealed class ValidationRun
{
    // Trials of a profile on a target may lead back to where they began; what is being checked is taken to hold.
    private readonly List<(Profile Profile, FhirDocument Document, int Node)> _open;
    private readonly ValidationRun? _outer;

    public ValidationRun(FhirValidator validator, FhirDocument document, ValidationRun? outer = null)
    {
        Validator = validator;
        Document = document;
        Log = new IssueLog(document, validator.Options.Language, validator.Options.MaxIssues);
        _outer = outer;
        _open = outer?._open ?? [];
        Bindings = new BindingCheck(this);
        References = new ReferenceCheck(this);
        Expressions = new ExpressionCheck(this);
        Slicer = new Slicer(this);
        Elements = new ElementCheck(this);
    }

    public FhirValidator Validator { get; }

    public FhirDocument Document { get; }

    public R4Definitions Definitions => Document.Definitions;

    public IssueLog Log { get; }

    public BindingCheck Bindings { get; }

    public ReferenceCheck References { get; }

    public ExpressionCheck Expressions { get; }

    public ElementCheck Elements { get; }

    public Slicer Slicer { get; }

    public int Depth => _outer is null ? 0 : _outer.Depth + 1;

    public void CheckAll(IReadOnlyList<string> chosen)
    {
        new BaseCheck(this).Check();
        CheckClaims(chosen);
        new BundleCheck(this).Check();
        new QuestionnaireCheck(this).Check();
        DanishRules.Check(this);
    }

    /// <summary>Checks a node against a profile and tells what is found.</summary>
    public void CheckProfile(Profile profile, int node)
    {
        if (_open.Contains((profile, Document, node)))
        {
            return;
        }

        _open.Add((profile, Document, node));
        var type = Definitions.Types[Document.Nodes[node].Type];
        if (!type.Is(profile.Type.Name) && profile.Type.Name is not ("Element" or "BackboneElement"))
        {
            Log.Error(node, "structure", $"The profile {profile.Url} is for {profile.Type.Name}, not for {type.Name}.", $"Profilen {profile.Url} gælder {profile.Type.Name}, ikke {type.Name}.");
        }
        else
        {
            var before = Expressions.Enter(profile, node);
            Elements.Check(profile.Root, node, profile);
            Expressions.Leave(before);
        }

        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Whether a node follows a profile; nothing is told. Null when the profile is not known.</summary>
    public bool? Follows(string url, int node)
    {
        if (Profiles.IsBaseType(Definitions, url))
        {
            return Definitions.Types[Document.Nodes[node].Type].Is(Profiles.TypeName(url));
        }

        return Validator.Profiles.Find(url) is { } profile ? Follows(profile, node) : null;
    }

    public bool Follows(Profile profile, int node)
    {
        var before = Log.BeginTrial();
        CheckProfile(profile, node);
        return Log.EndTrial(before);
    }

    /// <summary>Whether a node is in a slice of a profile; nothing is told. Null when the profile is not known, or has no such slice.</summary>
    public bool? IsInSlice(string url, string slice, int node)
    {
        if (Validator.Profiles.Find(url) is not { } profile || SlicePath.Find(profile.Root, slice) is not { Count: > 0 } paths)
        {
            return null;
        }

        var before = Log.BeginTrial();
        var isIn = paths.Exists(path => Slicer.IsIn(path, node, profile));
        Log.EndTrial(before);
        return isIn;
    }

    /// <summary>A run over another document, for a reference that leads there; null when the chain is too long.</summary>
    public ValidationRun? Into(FhirDocument other) => other == Document ? this : Depth >= 8 ? null : new ValidationRun(Validator, other, this);

    // Every resource in the document may claim profiles of its own; the chosen ones are for the outermost.
    private void CheckClaims(IReadOnlyList<string> chosen)
    {
        for (var i = 0; i < chosen.Count; i++)
        {
            CheckClaim(chosen[i], 0, 0);
        }

        for (var i = 0; i < Document.Count; i++)
        {
            if (Definitions.Types[Document.Nodes[i].Type] is not { Kind: TypeKind.Resource } type || Document.Nodes[i].Kind != NodeKind.Object)
            {
                continue;
            }

            for (var p = 0; p < Validator.Options.Profiles.Count; p++)
            {
                if (Validator.Profiles.Find(Validator.Options.Profiles[p]) is { } profile && type.Is(profile.Type.Name))
                {
                    CheckProfile(profile, i);
                }
            }

            if (new NodeReader(Document, i).Child("meta"u8) is { Node.Kind: NodeKind.Object } meta)
            {
                foreach (var claim in DefinitionReader.All(meta, "profile"u8))
                {
                    CheckClaim(claim.Text(), i, claim.Index);
                }
            }
        }
    }

    private void CheckClaim(string url, int node, int told)
    {
        if (Profiles.IsBaseType(Definitions, url))
        {
            var type = Definitions.Types[Document.Nodes[node].Type];
            if (!type.Is(Profiles.TypeName(url)))
            {
                Log.Error(told, "structure", $"The resource says that it follows {url}, but it is a {type.Name}.", $"Ressourcen siger, at den følger {url}, men den er en {type.Name}.");
            }
        }
        else if (Validator.Profiles.Find(url) is { } profile)
        {
            for (var i = 0; i < profile.Problems.Count; i++)
            {
                var problem = profile.Problems[i];
                Log.Warning(told, "not-supported", $"The profile {url} could not be checked in full: {problem}", $"Profilen {url} kunne ikke kontrolleres helt: {DanishTexts.Of(problem)}");
            }

            CheckProfile(profile, node);
        }
        else if (Validator.Profiles.KnowsAnyVersion(url))
        {
            // A sender of Danish messages may be a version ahead or behind: that alone is no ground to refuse what it sends.
            Log.Add(
                told, DanishRules.IsOfGuide(url) ? IssueSeverity.Warning : IssueSeverity.Error, "not-found",
                $"The profile {url} is known here, but not in this version: load the version, or leave it out of the claim.",
                $"Profilen {url} kendes her, men ikke i denne version: indlæs versionen, eller udelad den af angivelsen.");
        }
        else
        {
            Log.Warning(told, "not-found", $"The profile {url} is not known here, so it was not checked. Load the package that it belongs to.", $"Profilen {url} kendes ikke her og er derfor ikke kontrolleret. Indlæs den pakke, som den hører til.");
        }
    }
}
