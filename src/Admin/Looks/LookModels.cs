using Helhed.Access.Facts;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The reviewer's page.</summary>
/// <param name="Cases">Claims that wait for review, newest first.</param>
/// <param name="Found">What is unusual; null when the period was wrong.</param>
/// <param name="From">The period's first day.</param>
/// <param name="To">Its last day.</param>
/// <param name="Names">Names of people at work, by reference.</param>
public sealed record ReviewModel(IReadOnlyList<Claim> Cases, FindingReport? Found, DateOnly From, DateOnly To, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>What was typed in the search.</summary>
    public string? Typed { get; init; }

    /// <summary>A case was reviewed just now.</summary>
    public bool WasReviewed { get; init; }
}

/// <summary>A page of the log about somebody.</summary>
/// <param name="Whose">"Patient/x" or "Practitioner/x".</param>
/// <param name="Found">The accesses, newest first.</param>
/// <param name="Grounds">Names of what they were made on the ground of.</param>
/// <param name="Filter">What it is narrowed to.</param>
/// <param name="Next">Address of the older page; null on the last.</param>
public sealed record LogModel(string Whose, IReadOnlyList<LoggedAccess> Found, IReadOnlyDictionary<long, string> Grounds, LogFilter Filter, string? Next)
{
    /// <summary>Names of people at work, by reference.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
}

/// <summary>What the log is narrowed to, as it was typed; null for all.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Rule">The rule that decided.</param>
public sealed record LogFilter(DateOnly? From, DateOnly? To, string? Kind, string? Rule);
