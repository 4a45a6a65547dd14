using System.Text.Json.Nodes;

namespace Helhed.Fhir.Shorthand;

/// <summary>Reads a value set: single codes, and what other sets and whole code systems hold.</summary>
internal sealed class ValueSetReader(Compilation compilation, Entity entity)
{
    private readonly ValueReader _values = new(compilation.Names);
    private readonly JsonArray _includes = [];

    public JsonObject Read()
    {
        foreach (var rule in entity.Rules)
        {
            var tokens = rule.Tokens.SkipWhile(t => t.Is("include")).ToList();
            if (tokens is [{ Text: "codes" }, { Text: "from" }, { Text: "system" }, { Kind: TokenKind.Word } system] && compilation.Names.Address(system.Text) is { } url)
            {
                _includes.Add(new JsonObject { ["system"] = url });
            }
            else if (tokens is [{ Text: "codes" }, { Text: "from" }, { Text: "valueset" }, { Kind: TokenKind.Word } set] && compilation.Names.ValueSet(set.Text) is { } other)
            {
                _includes.Add(new JsonObject { ["valueSet"] = new JsonArray(other) });
            }
            else if (_values.Coding(tokens) is { } coding && coding.Remove("system", out var of))
            {
                AddCode(of!.GetValue<string>(), coding);
            }
            else
            {
                compilation.Problems.Add(
                    entity.File, rule.Position, "A rule of a value set is written '$system#code \"text\"', 'include codes from system $system' or 'include codes from valueset Name'.");
            }
        }

        return Json();
    }

    private void AddCode(string system, JsonObject coding)
    {
        var include = _includes.OfType<JsonObject>().FirstOrDefault(i => i["system"]?.GetValue<string>() == system && i["concept"] is not null);
        if (include is null)
        {
            include = new JsonObject { ["system"] = system, ["concept"] = new JsonArray() };
            _includes.Add(include);
        }

        ((JsonArray)include["concept"]!).Add(coding);
    }

    private JsonObject Json()
    {
        var json = new JsonObject { ["resourceType"] = "ValueSet", ["id"] = entity.Id, ["url"] = entity.Url };
        if (entity.File.Version.Length > 0)
        {
            json["version"] = entity.File.Version;
        }

        json["name"] = entity.Name;
        json["status"] = "active";
        if (_includes.Count > 0)
        {
            json["compose"] = new JsonObject { ["include"] = _includes };
        }

        return json;
    }
}
