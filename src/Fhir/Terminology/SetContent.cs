namespace Helhed.Fhir.Terminology;

/// <summary>A set of codes while it is put together: a part for each system, and a verdict on codes of all other systems.</summary>
internal sealed class SetContent
{
    private readonly List<SystemSet> _systems;

    private SetContent(List<SystemSet> systems, Verdict others, string? reason)
    {
        _systems = systems;
        Others = others;
        Reason = reason;
    }

    public static SetContent Empty { get; } = new([], Verdict.No, null);

    public IReadOnlyList<SystemSet> Systems => _systems;

    public Verdict Others { get; }

    /// <summary>Why codes of other systems are unsure, if they are.</summary>
    public string? Reason { get; }

    public bool IsSure => Others != Verdict.Unsure && !_systems.Exists(s => s.Reason is not null);

    public static SetContent Of(SystemSet system) => new([system], Verdict.No, null);

    /// <summary>A set of which nothing is known.</summary>
    public static SetContent Unknown(string reason) => new([], Verdict.Unsure, reason);

    public SetContent Combine(SetOperation operation, SetContent other)
    {
        var systems = new List<SystemSet>();
        foreach (var mine in _systems)
        {
            // Against nothing a part stays as it is, or is gone.
            if (other.Find(mine.System) is { } part)
            {
                systems.Add(mine.Combine(operation, part));
            }
            else if (other.Others != Verdict.No)
            {
                systems.Add(mine.Combine(operation, other.Rest(mine.System)));
            }
            else if (operation != SetOperation.And)
            {
                systems.Add(mine);
            }
        }

        foreach (var theirs in other._systems.Where(s => Find(s.System) is null))
        {
            if (Others != Verdict.No)
            {
                systems.Add(Rest(theirs.System).Combine(operation, theirs));
            }
            else if (operation == SetOperation.Or)
            {
                systems.Add(theirs);
            }
        }

        return new SetContent(systems, Kleene.Apply(operation, Others, other.Others), Reason ?? other.Reason);
    }

    private SystemSet? Find(string system) => _systems.Find(s => s.System == system);

    private SystemSet Rest(string system) => Others == Verdict.Unsure ? SystemSet.Unsure(system, Reason) : SystemSet.Of(system, CodeRule.Of(Others));
}
