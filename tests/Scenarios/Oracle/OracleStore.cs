using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>A version as the oracle keeps it.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version">From 1.</param>
/// <param name="AtMs">When it was written, Unix ms.</param>
/// <param name="Method">POST, PUT or DELETE: what stands in a history.</param>
/// <param name="Status">What a history says was answered.</param>
/// <param name="Body">The resource as it was sent; null when deleted.</param>
internal sealed record OracleVersion(string Type, string Id, int Version, long AtMs, string Method, int Status, JsonObject? Body);

/// <summary>A change as a client asks for it, alone or in a transaction.</summary>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Id in the address; null for none.</param>
/// <param name="Body">The resource.</param>
internal sealed record OracleChange(string Method, string Type, string? Id, JsonObject? Body)
{
    /// <summary>Criteria of a conditional change, in the address or in If-None-Exist.</summary>
    public (string Name, string Value)? Criteria { get; init; }

    /// <summary>Version in If-Match.</summary>
    public int? IfMatch { get; init; }

    /// <summary>A patch: the language that must be there, and the one to set; null for none.</summary>
    public (string? Test, string? Set)? Patch { get; init; }

    public string? FullUrl { get; init; }

    public string CriteriaText => $"{Criteria!.Value.Name}={Uri.EscapeDataString(Criteria.Value.Value)}";

    public override string ToString() => $"{Method} {Type}/{Id}{(Criteria is null ? "" : $"?{Criteria}")}{(IfMatch is null ? "" : $" If-Match {IfMatch}")}{(Patch is null ? "" : $" {Patch}")} {Body?.ToJsonString()}";
}

/// <summary>What a change must come to.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Id">The resource that it is about; null when the server is to make an id, or there is none.</param>
/// <param name="Writes">False when nothing is written.</param>
/// <param name="Body">What is written; null for a deletion.</param>
internal sealed record Expected(int Status, string? Id = null, bool Writes = false, JsonObject? Body = null);

/// <summary>A store that is a dictionary of versions, by https://hl7.org/fhir/R4/http.html.</summary>
internal sealed class OracleStore
{
    private readonly Dictionary<(string Type, string Id), List<OracleVersion>> _versions = [];

    /// <summary>Every version, oldest first.</summary>
    public List<OracleVersion> Log { get; } = [];

    public IEnumerable<(string Type, string Id)> Known => _versions.Keys;

    public IReadOnlyList<OracleVersion> Versions(string type, string id) => _versions.GetValueOrDefault((type, id)) ?? [];

    public OracleVersion? Current(string type, string id) => Versions(type, id) is [.., var last] ? last : null;

    public IEnumerable<OracleVersion> Live(string type) => _versions.Where(v => v.Key.Type == type).Select(v => v.Value[^1]).Where(v => v.Body is not null);

    /// <summary>The same, to be changed by itself.</summary>
    public OracleStore Copy()
    {
        var copy = new OracleStore();
        foreach (var (name, versions) in _versions)
        {
            copy._versions[name] = [.. versions];
        }

        return copy;
    }

    /// <summary>What a change must come to on the store as it is now.</summary>
    public Expected Plan(OracleChange change)
    {
        var id = change.Id;
        if (change.Criteria is { } criteria)
        {
            var found = new OracleSearch(this).Find(change.Type, [criteria]).ToList();
            if (found.Count > 1)
            {
                return new Expected(412);
            }

            if (found.Count == 0)
            {
                return WithoutMatch(change);
            }

            id = found[0].Id;
            if (change.Method == "POST")
            {
                return new Expected(200, id);
            }

            if (change.Method == "PUT" && change.Body!["id"] is { } own && own.GetValue<string>() != id)
            {
                return new Expected(400);
            }
        }

        return id is null ? new Expected(201, null, true, change.Body) : OfOne(change, id);
    }

    /// <summary>Keeps what was written.</summary>
    public void Apply(string method, string type, string id, JsonObject? body, long atMs)
    {
        var before = Current(type, id);
        var kept = body?.DeepClone().AsObject();
        if (kept is not null)
        {
            kept["id"] = id;
        }

        var isNew = before?.Body is null;
        var version = new OracleVersion(type, id, (before?.Version ?? 0) + 1, atMs, kept is null ? "DELETE" : method == "POST" ? "POST" : "PUT", kept is null ? 204 : isNew ? 201 : 200, kept);
        if (before is null)
        {
            _versions[(type, id)] = [];
        }

        _versions[(type, id)].Add(version);
        Log.Add(version);
    }

    private Expected WithoutMatch(OracleChange change) => change.Method switch
    {
        "DELETE" => new Expected(204),
        "PATCH" => new Expected(404),
        "POST" => new Expected(201, null, true, change.Body),
        _ when change.Body!["id"] is not { } own => new Expected(201, null, true, change.Body),
        _ => Current(change.Type, change.Body!["id"]!.GetValue<string>()) is { Body: not null } ? new Expected(409) : new Expected(201, change.Body!["id"]!.GetValue<string>(), true, change.Body),
    };

    private Expected OfOne(OracleChange change, string id)
    {
        var current = Current(change.Type, id);

        // A deletion has a version too, which a PUT may name. What cannot be patched at all is told so, whatever the version.
        if (change.IfMatch is { } wanted && current?.Version != wanted && (change.Method != "PATCH" || current?.Body is not null))
        {
            return new Expected(412);
        }

        switch (change.Method)
        {
            case "DELETE":
                return new Expected(204, id, current?.Body is not null);
            case "PUT":
                return new Expected(current?.Body is null ? 201 : 200, id, true, change.Body);
            default:
                return current is null ? new Expected(404) : current.Body is null ? new Expected(410) : Patched(current.Body, change.Patch!.Value, id);
        }
    }

    private static Expected Patched(JsonObject body, (string? Test, string? Set) patch, string id)
    {
        var language = body["language"]?.GetValue<string>();
        if ((patch.Test is not null && language != patch.Test) || (patch.Set is null && language is null))
        {
            return new Expected(422);
        }

        var patched = body.DeepClone().AsObject();
        patched.Remove("language");
        if (patch.Set is not null)
        {
            patched["language"] = patch.Set;
        }

        return new Expected(200, id, true, patched);
    }
}
