using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Records.Reading;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>One random request after the other, each compared with what the rule says.</summary>
internal sealed partial class Asking(RecordStore store, World world, Making make, Random random, TimeProvider clock, string seed)
{
    private const string Unused = "unused-id";

    private readonly Dictionary<(Caller, string), bool> _sees = [];
    private readonly Dictionary<(Caller, string), string> _unused = [];
    private Rule _rule = new(world, clock.GetUtcNow());
    private string _request = "";

    /// <summary>Requests compared so far.</summary>
    public int Cases { get; private set; }

    /// <summary>Of them, those about something that was hidden, and something that was not.</summary>
    public int Hidden { get; private set; }

    public int Shown { get; private set; }

    /// <summary>Nothing is written, so that the store stays as it is.</summary>
    public bool OnlyReads { get; set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The world or the time has changed.</summary>
    public void Forget()
    {
        _sees.Clear();
        _unused.Clear();
        _rule = new Rule(world, clock.GetUtcNow());
    }

    /// <summary>Whether somebody sees a thing, or one version of it.</summary>
    public bool IsSeen(Caller caller, Thing thing, int? version = null) => version is { } number ? SeesVersion(caller, thing, thing.Versions[number - 1]) : Sees(caller, thing);

    /// <summary>Whether somebody sees what a version says, whatever became of it since.</summary>
    public bool IsSeenAlone(Caller caller, Thing thing, Written version) => _rule.Sees(caller with { Trail = null }, thing.Type, thing.Id, version);

    /// <summary>Whether research and quality work sees a thing.</summary>
    public bool IsSeenForPurposes(Thing thing) => _rule.IsForPurposes(thing);

    /// <summary>Compares something that was asked in another way.</summary>
    public void Checked(string request, bool holds, Caller caller, Thing? thing, string what)
    {
        Cases++;
        _request = request;
        Check(holds, caller, thing, thing?.Versions.Last(v => v.Body is not null), what);
    }

    /// <summary>Makes a request.</summary>
    public async Task Next()
    {
        var caller = make.Pick(world.Callers) with { Trail = new AccessTrail() };
        Cases++;
        switch (random.Next(100))
        {
            case < 38:
                await Read(caller, Some(caller));
                break;
            case < 50:
                await ReadVersion(caller, Some(caller));
                break;
            case < 58:
                await History(caller, Some(caller));
                break;
            case < 60:
                await TypeHistory(caller, make.Pick(world.Types.ToList()));
                break;
            case < 95:
                await Search(caller, Question(caller, make.Pick(SearchedTypes)));
                break;
            default:
                await (OnlyReads ? Read(caller, Some(caller)) : Write(caller));
                break;
        }
    }

    private bool Sees(Caller caller, Thing thing)
    {
        var who = caller with { Trail = null };
        if (!_sees.TryGetValue((who, thing.Reference), out var sees))
        {
            _sees.Add((who, thing.Reference), sees = _rule.Sees(who, thing));
        }

        return sees;
    }

    // Half of them are seen, when some are: with many patients nearly everything is hidden.
    private Thing Some(Caller caller)
    {
        var list = world.Of(make.Pick(world.Types.ToList()));
        if (random.Next(2) == 0 && list.Where(t => Sees(caller, t)).ToList() is { Count: > 0 } seen)
        {
            list = seen;
        }

        return list[random.Next(list.Count)];
    }

    private void Count(bool sees)
    {
        Hidden += sees ? 0 : 1;
        Shown += sees ? 1 : 0;
    }

    private async Task Read(Caller caller, Thing thing)
    {
        _request = $"read {thing.Reference}";
        var outcome = await store.Read(caller, thing.Type, thing.Id, Ct);
        var sees = Sees(caller, thing);
        Count(sees);
        if (!sees)
        {
            await LikeUnused(caller, thing, outcome);
        }
        else if (thing.Body is null)
        {
            Check(outcome.Problem?.Kind == ProblemKind.Gone, caller, thing, thing.Last, $"gone was due: {Tell(outcome)}");
        }
        else
        {
            Check(outcome.IsOk && outcome.Value.Version == thing.Versions.Count, caller, thing, thing.Last, $"version {thing.Versions.Count} was due: {Tell(outcome)}");
        }
    }

    private async Task ReadVersion(Caller caller, Thing thing)
    {
        var version = thing.Versions[random.Next(thing.Versions.Count)];
        _request = $"vread {thing.Reference}/_history/{version.Number}";
        var outcome = await store.ReadVersion(caller, thing.Type, thing.Id, version.Number, Ct);
        var sees = SeesVersion(caller, thing, version);
        Count(sees);
        if (sees)
        {
            Check(version.Body is null ? outcome.Problem?.Kind == ProblemKind.Gone : outcome.IsOk, caller, thing, version, $"it was due: {Tell(outcome)}");
        }
        else
        {
            // Where the resource is seen but not this version, it is as a version that never was.
            var id = Sees(caller, thing) ? thing.Id : Unused;
            var unused = await store.ReadVersion(caller, thing.Type, id, id == Unused ? version.Number : 999, Ct);
            Check(Tell(outcome, thing.Id) == Tell(unused, id).Replace("version 999", $"version {version.Number}", StringComparison.Ordinal), caller, thing, version, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }
    }

    private async Task History(Caller caller, Thing thing)
    {
        _request = $"history {thing.Reference}";
        var outcome = await store.History(caller, thing.Type, thing.Id, int.MaxValue, 100, Ct);
        var seen = thing.Versions.Where(v => SeesVersion(caller, thing, v)).Select(v => v.Number).OrderDescending().ToList();
        Count(seen.Count > 0);
        if (seen.Count == 0)
        {
            var unused = await store.History(caller, thing.Type, Unused, int.MaxValue, 100, Ct);
            Check(Tell(outcome, thing.Id) == Tell(unused, Unused) || (outcome.IsOk && outcome.Value.Count == 0 && unused.IsOk), caller, thing, thing.Last, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }
        else
        {
            Check(outcome.IsOk && outcome.Value.Select(v => v.Version).SequenceEqual(seen), caller, thing, thing.Last,
                $"versions {string.Join(' ', seen)} were due: {(outcome.IsOk ? string.Join(' ', outcome.Value.Select(v => v.Version)) : Tell(outcome))}");
        }
    }

    private async Task TypeHistory(Caller caller, string type)
    {
        _request = $"history of {type}";
        var question = new HistoryQuestion([R4Definitions.Default.FindResource(type)!], null, 0, null, HistoryPosition.Newest, 100_000);
        var outcome = await store.Snapshot(session => new HistoryReader(store.Reader).Read(session, caller, question), Ct);
        var due = world.Of(type).SelectMany(t => t.Versions.Where(v => SeesVersion(caller, t, v)).Select(v => $"{t.Id}/{v.Number}")).Order(StringComparer.Ordinal).ToList();
        var got = outcome.IsOk ? outcome.Value.Versions.Select(v => $"{v.Resource.Id}/{v.Resource.Version}").Order(StringComparer.Ordinal).ToList() : [];
        foreach (var wrong in got.Except(due).Concat(due.Except(got)))
        {
            var thing = world.Find($"{type}/{wrong[..wrong.IndexOf('/', StringComparison.Ordinal)]}")!;
            var version = thing.Versions[int.Parse(wrong[(wrong.IndexOf('/', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture) - 1];
            Check(false, caller, thing, version, $"{wrong} was {(due.Contains(wrong) ? "due and not there" : "there and not due")} {Tell(outcome)}");
        }
    }

    private bool SeesVersion(Caller caller, Thing thing, Written version) => Sees(caller, thing) && _rule.SeesVersion(caller with { Trail = null }, thing, version);

    // What is hidden must answer as an id that nobody has used.
    private async Task LikeUnused(Caller caller, Thing thing, Outcome<StoredResource> outcome)
    {
        var key = (caller with { Trail = null }, thing.Type);
        if (!_unused.TryGetValue(key, out var unused))
        {
            _unused.Add(key, unused = Tell(await store.Read(caller, thing.Type, Unused, Ct), Unused));
        }

        Check(Tell(outcome, thing.Id) == unused, caller, thing, thing.Last, $"{Tell(outcome)} where an unused id is {unused}");
    }

    private static string Tell<T>(Outcome<T> outcome, string? id = null)
    {
        if (outcome.Problem is not { } problem)
        {
            return outcome.Value is StoredResource r ? $"shown, version {r.Version}" : "shown";
        }

        var text = $"{problem.Kind} {problem.Message} {problem.Expression} {problem.Rule} {string.Join(' ', problem.Findings?.Select(f => f.Message) ?? [])}";
        return id is null ? text : text.Replace(id, "#", StringComparison.Ordinal);
    }

    /// <summary>Fails with all that is needed to see who is wrong.</summary>
    private void Check(bool holds, Caller caller, Thing? thing, Written? version, string what)
    {
        if (holds)
        {
            return;
        }

        var lines = new List<string>
        {
            $"{seed}, case {Cases}: {_request}",
            $"  {what}",
            $"  at {clock.GetUtcNow():O} by {caller.Kind} {caller.Reference} {caller.Role} post {caller.Post} unit {caller.Organization} for {caller.OnBehalfOf} by an app with {caller.Scopes ?? "-"} for {caller.LaunchPatient}",
        };
        if (thing is not null && version is not null)
        {
            var said = version.Body is null ? thing.Versions.LastOrDefault(v => v.Number < version.Number && v.Body is not null) : version;
            lines.Add($"  {thing.Reference} version {version.Number} of {thing.Versions.Count} at {version.At:O}: {said?.Body?.ToJsonString()}");
            lines.AddRange(thing.Versions.TakeLast(6).Select(v => $"    version {v.Number} at {v.At:O} by {v.Writer.Reference} {v.Writer.Organization}: {v.Body?.ToJsonString() ?? "deleted"}"));
            lines.Add("  the oracle: " + (said is null ? "-" : string.Join("; ", new Rule(world, clock.GetUtcNow()).Why(caller, thing.Type, thing.Id, said))));
            lines.Add("  parties: " + string.Join(' ', new Rule(world, clock.GetUtcNow()).Parties(caller)));
            lines.AddRange(said is null ? [] : Facts(caller, Rule.PatientsOf(thing.Type, thing.Id, said.Body!)).Take(40));
        }

        throw new DisagreementException(string.Join('\n', lines));
    }

    // The consents and grounds of these patients that name the caller's parties, or nobody.
    private IEnumerable<string> Facts(Caller caller, IEnumerable<string> patients)
    {
        var about = patients.ToHashSet();
        var parties = new Rule(world, clock.GetUtcNow()).Parties(caller);
        foreach (var thing in world.Types.SelectMany(world.Current))
        {
            var isConsent = thing.Type is "Consent" or "RelatedPerson" && about.Contains(thing.Body.Say("patient.reference") ?? "");
            var isGround = Rule.Treated(thing.Type, thing.Id, thing.Body!).Any(about.Contains) && Peek.AllReferences(thing.Body).Any(parties.Contains);
            if (isConsent || (caller.Kind == CallerKind.Staff && isGround))
            {
                yield return $"    {thing.Reference} at {thing.Last.At:O} {thing.Body!.ToJsonString()}";
            }
        }

        foreach (var claim in world.Claims.Where(c => about.Contains(c.Patient) && c.Who.Reference == caller.Reference))
        {
            yield return $"    claim {claim.Kind} {claim.Patient} {claim.From:O} {claim.Until:O}";
        }
    }
}

/// <summary>The store and the oracle do not say the same.</summary>
internal sealed class DisagreementException(string message) : Exception(message);
