using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>A resource as a writer of <see cref="CrashScenarios"/> left it.</summary>
/// <param name="Version">Its version; 0 before it was made.</param>
/// <param name="Word">What it says; null when deleted.</param>
internal sealed record CrashState(int Version, string? Word);

/// <summary>
/// What was acknowledged, and what was under way when the server fell. A change under way is one or several resources: afterwards all
/// of them are as before, or all are as they were to be.
/// </summary>
internal sealed class CrashLedger
{
    private const int PerBatch = 100;

    private readonly ConcurrentDictionary<string, CrashState> _known = new();
    private readonly ConcurrentDictionary<string, byte> _touched = new();
    private readonly ConcurrentBag<IReadOnlyDictionary<string, CrashState>> _underWay = [];

    /// <summary>Changes that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Resources whose change was acknowledged since the last comparison.</summary>
    public int Changed => _touched.Count;

    /// <summary>Changes that were under way at a fall, and were made.</summary>
    public int Made { get; private set; }

    /// <summary>Changes that were under way at a fall, and were not made.</summary>
    public int NotMade { get; private set; }

    public CrashState Of(string path) => _known.GetValueOrDefault(path) ?? new CrashState(0, null);

    /// <summary>The resource that a writer sends.</summary>
    public static JsonObject Body(string path, string word) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = path.Split('/')[1],
        ["status"] = "final",
        ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "urn:crash", ["code"] = word }), ["text"] = word },
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{word}" },
        ["effectiveDateTime"] = "2026-01-31",
        ["valueQuantity"] = new JsonObject { ["value"] = word.Length, ["unit"] = word },
    };

    /// <summary>Sends a change and keeps what was acknowledged. Returns false when it was not.</summary>
    public async Task<bool> Change(IReadOnlyDictionary<string, string?> words, Func<Task<Answer>> send)
    {
        try
        {
            if ((await send()).Status is 200 or 201 or 204)
            {
                Keep(words.ToDictionary(w => w.Key, w => Next(w.Key, w.Value)));
                return true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // It fell: nobody knows.
        }

        _underWay.Add(words.ToDictionary(w => w.Key, w => Next(w.Key, w.Value)));
        return false;
    }

    /// <summary>Sends a creation, whose id is the server's.</summary>
    public async Task<bool> Create(FhirClient api, string word)
    {
        try
        {
            var body = Body("Observation/x", word);
            body.Remove("id");
            var answer = await api.Post("Observation", body.ToJsonString());
            if (answer.Status == 201)
            {
                Keep(new Dictionary<string, CrashState> { [$"Observation/{answer.Id}"] = new(1, word) });
                return true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // It fell: nobody knows its name either.
        }

        return false;
    }

    /// <summary>Compares what was changed since the last time with what is there now; what was under way is as before or as it was to be.</summary>
    public async Task Compare(FhirClient api, string place)
    {
        var touched = _touched.Keys.ToList();
        var open = _underWay.ToList();
        var found = await Read(api, touched.Concat(open.SelectMany(o => o.Keys)).Distinct().ToList());
        foreach (var change in open)
        {
            var made = change.All(c => Is(found[c.Key], c.Value));
            Assert.True(made || change.Keys.All(path => Is(found[path], Of(path))), $"{place}: half made: {string.Join(", ", change.Select(c => $"{c.Key} was {Of(c.Key)}, was to be {c.Value}, and is {found[c.Key]}"))}");
            if (made)
            {
                Keep(change);
            }

            (Made, NotMade) = made ? (Made + 1, NotMade) : (Made, NotMade + 1);
        }

        foreach (var path in touched)
        {
            Assert.True(Is(found[path], Of(path)), $"{place}: {path} was acknowledged as {Of(path)} and is {found[path]}");
        }

        Acknowledged += touched.Count;
        _touched.Clear();
        _underWay.Clear();
    }

    /// <summary>Everything that was ever written is compared the next time.</summary>
    public void TouchAll()
    {
        foreach (var path in _known.Keys)
        {
            _touched.TryAdd(path, 0);
        }
    }

    private static bool Is(CrashState found, CrashState due) => found.Word == due.Word && (due.Word is null || found.Version == due.Version);

    private CrashState Next(string path, string? word) => new(Of(path).Version + 1, word);

    private void Keep(IReadOnlyDictionary<string, CrashState> states)
    {
        foreach (var (path, state) in states)
        {
            _known[path] = state;
            _touched.TryAdd(path, 0);
        }
    }

    private static async Task<Dictionary<string, CrashState>> Read(FhirClient api, IReadOnlyList<string> paths)
    {
        var found = new Dictionary<string, CrashState>();
        foreach (var chunk in paths.Chunk(PerBatch))
        {
            var entries = chunk.Select(p => (JsonNode)new JsonObject { ["request"] = new JsonObject { ["method"] = "GET", ["url"] = p } });
            var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "batch", ["entry"] = new JsonArray([.. entries]) };
            var answers = (await api.Post("", bundle.ToJsonString())).Expect(200).Entries;
            for (var i = 0; i < chunk.Length; i++)
            {
                var status = answers[i]["response"]!["status"]!.GetValue<string>()[..3];
                Assert.Contains(status, (string[])["200", "404", "410"]);
                found[chunk[i]] = status == "200"
                    ? new CrashState(int.Parse(answers[i]["resource"]!["meta"]!["versionId"]!.GetValue<string>(), CultureInfo.InvariantCulture), answers[i]["resource"]!["code"]!["text"]!.GetValue<string>())
                    : new CrashState(0, null);
            }
        }

        return found;
    }
}

/// <summary>Writers of every kind, each with resources of its own, until the server falls or they are told to end.</summary>
internal sealed class CrashWriters(FhirClient api, CrashLedger ledger, int round)
{
    private const int Own = 12;

    private volatile bool _ended;

    public Task[] Start() => [Update("a"), Update("b"), DeleteAndMake(), Patch(), Transact("t"), Transact("u"), Create()];

    public void End() => _ended = true;

    private async Task Until(Func<int, Task<bool>> step)
    {
        for (var i = 0; !_ended && await step(i); i++)
        {
        }
    }

    private string Word(string writer, int i) => string.Create(CultureInfo.InvariantCulture, $"{writer}{round}x{i}");

    private Task Update(string writer) => Until(i =>
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"Observation/{writer}{i % Own}");
        return Put(path, Word(writer, i));
    });

    private Task DeleteAndMake() => Until(i =>
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"Observation/d{i / 2 % Own}");
        return ledger.Of(path).Word is null ? Put(path, Word("d", i)) : ledger.Change(new Dictionary<string, string?> { [path] = null }, () => api.Delete(path));
    });

    private Task Patch() => Until(async i =>
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"Observation/p{i % Own}");
        if (ledger.Of(path).Word is null)
        {
            return await Put(path, Word("p", i));
        }

        var patch = $$"""[{"op":"replace","path":"/code/text","value":"{{Word("p", i)}}"},{"op":"replace","path":"/subject/reference","value":"Patient/{{Word("p", i)}}"}]""";
        return await ledger.Change(
            new Dictionary<string, string?> { [path] = Word("p", i) }, () => api.Send(HttpMethod.Patch, path, FhirClient.Content(Encoding.UTF8.GetBytes(patch), "application/json-patch+json")));
    });

    // Three at once; the third is deleted every other time.
    private Task Transact(string writer) => Until(i =>
    {
        var third = ledger.Of($"Observation/{writer}-c").Word is null ? Word(writer, i) : null;
        var words = new Dictionary<string, string?> { [$"Observation/{writer}-a"] = Word(writer, i), [$"Observation/{writer}-b"] = Word(writer, i), [$"Observation/{writer}-c"] = third };
        var entries = words.Select(w => w.Value is null
            ? (JsonNode)new JsonObject { ["request"] = new JsonObject { ["method"] = "DELETE", ["url"] = w.Key } }
            : new JsonObject { ["resource"] = CrashLedger.Body(w.Key, w.Value), ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = w.Key } });
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };
        return ledger.Change(words, () => api.Post("", bundle.ToJsonString()));
    });

    private Task Create() => Until(i => ledger.Create(api, Word("n", i)));

    private Task<bool> Put(string path, string word) => ledger.Change(new Dictionary<string, string?> { [path] = word }, () => api.Put(path, CrashLedger.Body(path, word).ToJsonString()));
}
