using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>All that the citizen's first page shows.</summary>
/// <param name="GivenName">For the greeting; null when the name could not be read.</param>
/// <param name="Now">The moment the page was made.</param>
/// <param name="Appointments">The next appointments, soonest first.</param>
/// <param name="Results">The analyses measured last.</param>
/// <param name="News">What has come lately and what waits for the citizen, most urgent first.</param>
public sealed record StartModel(
    string? GivenName, DateTimeOffset Now, Section<AppointmentView> Appointments, Section<Trend> Results, IReadOnlyList<NewsItem> News)
{
    /// <summary>How to get to the next appointment; null when no address is written.</summary>
    public WayThere? Way { get; init; }

    /// <summary>The types of resources that the reader may see.</summary>
    public IReadOnlySet<string> Parts { get; init; } = new HashSet<string>();

    /// <summary>To the next appointment they come to the citizen.</summary>
    public bool IsAtHome { get; init; }
}

/// <summary>Something new, or something to do.</summary>
/// <param name="Icon">A picture of it.</param>
/// <param name="Text">What it is.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="LinkText">What the way there is called.</param>
public sealed record NewsItem(IconName Icon, string Text, string Path, string LinkText);

/// <summary>Where a place is.</summary>
/// <param name="Address">The address in a line.</param>
/// <param name="Phone">Whom to call; null when no number is written.</param>
public sealed record WayThere(string Address, string? Phone)
{
    /// <summary>How to find the way, in the reader's language; null when the clinic has not written it.</summary>
    public string? How { get; init; }
}
