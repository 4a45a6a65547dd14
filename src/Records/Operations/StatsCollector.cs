using System.Globalization;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Index;
using Helhed.Fhir.R4;
using Helhed.Fhir.Ucum;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Operations;

/// <summary>The measurements of one code, in one unit: that of the first that was found.</summary>
internal sealed class Measurements(CodeableConcept code)
{
    public CodeableConcept Code { get; } = code;

    public List<(long TimeMs, double Value)> Values { get; } = [];

    /// <summary>Observations seen, with those that hold no usable value.</summary>
    public int Total { get; private set; }

    public Quantity? Unit { get; private set; }

    public void Add(long timeMs, Quantity? quantity)
    {
        Total++;
        if (quantity is not { Value: { } value, System: "http://unitsofmeasure.org", Code: { } unit, Comparator: null })
        {
            return;
        }

        Unit ??= quantity with { Value = null };
        if (unit == Unit.Code)
        {
            Values.Add((timeMs, (double)value.Value));
        }
        else if (UcumConversion.TryConvert(value.Value, unit, Unit.Code!, out var converted))
        {
            Values.Add((timeMs, (double)converted));
        }
    }
}

/// <summary>Gathers measurements of the codes that are asked for: observations, their components, and for a panel its members.</summary>
internal sealed class StatsCollector(RecordStore store, SqlSession session, Caller caller, StatsRequest request)
{
    private const string PerPage = "500";
    private const int MaxMeasurements = 500_000;

    private readonly Dictionary<string, Measurements> _byCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> _panels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _measurements;

    public List<StoredResource> Sources { get; } = [];

    /// <summary>One for each code that is asked for, and for each measurement of a panel among them. Problems: those of the search, TooLarge.</summary>
    public async ValueTask<Outcome<IReadOnlyList<Measurements>>> Collect()
    {
        foreach (var code in request.Codes)
        {
            if (await Collect(code) is { } problem)
            {
                return problem;
            }
        }

        // A panel has no measurements of its own: those of its parts stand for it.
        foreach (var panel in _panels.Where(p => _byCode[p].Values.Count == 0))
        {
            _byCode.Remove(panel);
        }

        return _byCode.Values.ToList();
    }

    private async ValueTask<Problem?> Collect(string code)
    {
        GroupOf(code, null);
        string? cursor = null;
        do
        {
            var page = await SessionSearch.Page(store, session, caller, "Observation", Query(code), cursor);
            if (!page.TryGet(out var found, out var problem))
            {
                return problem;
            }

            foreach (var match in found.Matches)
            {
                await Add(code, match);
            }

            if (_measurements > MaxMeasurements)
            {
                return new Problem(ProblemKind.TooLarge, $"There are more than {MaxMeasurements} measurements. Choose a shorter period.", "period");
            }

            cursor = found.Next;
        }
        while (cursor is not null);
        return null;
    }

    private IEnumerable<KeyValuePair<string, string>> Query(string code)
    {
        yield return new("subject", request.Subject);
        yield return new("combo-code", code.Replace(",", "\\,", StringComparison.Ordinal));
        yield return new("_count", PerPage);
        if (request.Period is { } period)
        {
            if (period.Low != long.MinValue)
            {
                yield return new("date", $"ge{Instant(period.Low)}");
            }

            if (period.High != long.MaxValue)
            {
                yield return new("date", $"le{Instant(period.High)}");
            }
        }
    }

    private async ValueTask Add(string code, StoredResource stored)
    {
        var observation = stored.As<Observation>();
        if (observation.Status == "entered-in-error" || observation.ModifierExtension.Count > 0)
        {
            return; // A modifier that is not known may turn the value into something else.
        }

        AddSource(stored);
        var time = TimeOf(observation);
        if (!Has(observation.Code, code))
        {
            foreach (var component in observation.Component.Where(c => Has(c.Code, code)))
            {
                Add(GroupOf(code, component.Code), time, component.ValueQuantity);
            }

            return;
        }

        var isPanel = observation.Component.Count > 0 || observation.HasMember.Count > 0;
        if (isPanel)
        {
            _panels.Add(code);
        }

        if (!isPanel || observation.ValueQuantity is not null)
        {
            Add(GroupOf(code, observation.Code), time, observation.ValueQuantity);
        }

        foreach (var component in observation.Component)
        {
            AddPart(component.Code, time, component.ValueQuantity);
        }

        await AddMembers(observation);
    }

    private async ValueTask AddMembers(Observation panel)
    {
        var ids = panel.HasMember.Select(m => m.ReferenceValue ?? "").Where(r => r.StartsWith("Observation/", StringComparison.Ordinal)).Select(r => r.Split('/')[1]).Where(ResourceIds.IsValid);
        foreach (var stored in await SessionSearch.Named(store, session, caller, "Observation", ids))
        {
            var member = stored.As<Observation>();
            if (member.Status != "entered-in-error" && _seen.Add($"member {stored.Id}"))
            {
                AddSource(stored);
                AddPart(member.Code, TimeOf(member), member.ValueQuantity);
            }
        }
    }

    private void AddPart(CodeableConcept? code, long time, Quantity? quantity)
    {
        // A part that is asked for by itself is gathered by its own search.
        if (code?.Coding is [{ Code: { } value } first, ..] && !request.Codes.Any(asked => Has(code, asked)))
        {
            Add(GroupOf($"{first.System}|{value}", code), time, quantity);
        }
    }

    private void Add(Measurements group, long time, Quantity? quantity)
    {
        group.Add(time, quantity);
        _measurements++;
    }

    private void AddSource(StoredResource stored)
    {
        if (Sources.Count < request.Sources && _seen.Add(stored.Id))
        {
            Sources.Add(stored);
        }
    }

    private Measurements GroupOf(string key, CodeableConcept? code)
    {
        if (!_byCode.TryGetValue(key, out var group) || (group.Total == 0 && code is not null))
        {
            _byCode[key] = group = new Measurements(code ?? Asked(key));
        }

        return group;
    }

    private static CodeableConcept Asked(string key)
    {
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        return new() { Coding = [bar < 0 ? new Coding { Code = key } : new Coding { System = key[..bar].Length > 0 ? key[..bar] : null, Code = key[(bar + 1)..] }] };
    }

    private static bool Has(CodeableConcept? code, string asked)
    {
        var bar = asked.IndexOf('|', StringComparison.Ordinal);
        return code?.Coding.Any(c => c.Code == asked[(bar + 1)..] && (bar < 0 || (c.System ?? "") == asked[..bar])) == true;
    }

    private long TimeOf(Observation observation)
    {
        var text = observation.EffectiveDateTime ?? observation.EffectiveInstant ?? observation.EffectivePeriod?.Start ?? observation.Issued;
        return text is not null && SearchDates.TryRange(text, store.Options.LocalZone, out var low, out _) ? low : 0;
    }

    private static string Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
