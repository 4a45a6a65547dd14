using System.Diagnostics.CodeAnalysis;

namespace Helhed.Platform;

/// <summary>Either a value or the reason why there is none. Expected failures travel this way; exceptions mean bugs or broken infrastructure.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T _value;
    private readonly Problem? _problem;
    private readonly bool _isOk;

    private Outcome(T value, Problem? problem)
    {
        _value = value;
        _problem = problem;
        _isOk = problem is null;
    }

    /// <summary>True when there is a value.</summary>
    public bool IsOk => _isOk;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a problem instead, or the outcome was never set.</exception>
    public T Value => _isOk
        ? _value
        : throw new InvalidOperationException(_problem is null ? "The outcome was never set." : $"No value: {_problem.Kind}: {_problem.Message}");

    /// <summary>The problem; null when there is a value.</summary>
    public Problem? Problem => _problem;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps a problem.</summary>
    /// <param name="problem">The problem.</param>
    public static implicit operator Outcome<T>(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(default!, problem);
    }

    /// <summary>Gives both sides at once.</summary>
    /// <param name="value">The value, when the result is true.</param>
    /// <param name="problem">The problem, when the result is false.</param>
    /// <returns>True when there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = _isOk ? null : _problem ?? throw new InvalidOperationException("The outcome was never set.");
        return _isOk;
    }

    /// <summary>Computes a new value from the value; a problem passes through.</summary>
    /// <typeparam name="TNext">The new value's type.</typeparam>
    /// <param name="map">A computation that cannot fail.</param>
    /// <returns>The new outcome.</returns>
    public Outcome<TNext> Map<TNext>(Func<T, TNext> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return TryGet(out var value, out var problem) ? map(value) : problem;
    }

    /// <summary>Goes on with a step that can fail itself; a problem passes through.</summary>
    /// <typeparam name="TNext">The next value's type.</typeparam>
    /// <param name="next">The next step.</param>
    /// <returns>The next step's outcome.</returns>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return TryGet(out var value, out var problem) ? next(value) : problem;
    }
}

/// <summary>Makes outcomes where the implicit conversions cannot (interfaces, and where the type should be inferred).</summary>
public static class Outcome
{
    /// <summary>Wraps a value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>An outcome with the value.</returns>
    public static Outcome<T> Ok<T>(T value) => value;
}
