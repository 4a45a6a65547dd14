using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>All appointments of a citizen, of all sectors.</summary>
/// <param name="Now">The moment the page was made.</param>
/// <param name="Coming">Soonest first.</param>
/// <param name="Offers">Earlier times that she can have.</param>
/// <param name="Past">Newest first.</param>
public sealed record VisitsModel(DateTimeOffset Now, Section<VisitLine> Coming, IReadOnlyList<EarlierOffer> Offers, Section<AppointmentView> Past)
{
    /// <summary>A word about what was done just now; null for none.</summary>
    public string? Notice { get; init; }

    /// <summary>What was tried did not work.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Key of the forms for offers.</summary>
    public string Key { get; init; } = "";

    /// <summary>What she waits for without having a time.</summary>
    public IReadOnlyList<Waiting> Waits { get; init; } = [];

    /// <summary>The clinics, for what offers and waits are of.</summary>
    public required ClinicSet Clinics { get; init; }
}

/// <summary>One appointment.</summary>
/// <param name="Visit">The appointment.</param>
/// <param name="Now">The moment the page was made.</param>
/// <param name="Waits">The entry on the waiting list; null for none.</param>
/// <param name="Receipt">What was done just now: flyttet, booket, aflyst, tilbud; null when only looked at.</param>
public sealed record VisitModel(VisitLine Visit, DateTimeOffset Now, Waiting? Waits, string? Receipt)
{
    /// <summary>The reader is who the visit is for, and may say how results are wanted.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Something is tested there, whose answer comes later.</summary>
    public bool TakesTests => Visit.Title is { } title && TestWords.Any(w => title.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] TestWords = ["prøve", "røntgen", "scanning", "screening", "biopsi"];

    /// <summary>What was asked about it, newest first.</summary>
    public IReadOnlyList<Report> Questions { get; init; } = [];

    /// <summary>A word about what was done just now; null for none.</summary>
    public string? Notice { get; init; }
}

/// <summary>What a time is looked for.</summary>
/// <param name="Path">Address of the page on which it is chosen.</param>
/// <param name="What">What it is called.</param>
/// <param name="Clinic">The clinic.</param>
public sealed record TimeTask(string Path, string What, ClinicTemplate Clinic)
{
    /// <summary>The appointment that is moved; null when one is booked.</summary>
    public VisitLine? Moving { get; init; }

    /// <summary>The service.</summary>
    public required ServiceType Service { get; init; }

    /// <summary>Where the steps go back to.</summary>
    public string BackPath => Moving is { } visit ? VisitPages.Path(visit.Id) : VisitPages.New;
}

/// <summary>Which times are wished.</summary>
/// <param name="From">From this day on.</param>
/// <param name="Person">Only this person; null for anybody.</param>
/// <param name="Weekday">1 to 7; 0 for all.</param>
/// <param name="Part">"f" before noon, "e" after, empty for both.</param>
public sealed record TimeWish(DateOnly From, string? Person, int Weekday, string Part)
{
    /// <summary>As in an address.</summary>
    public string Query => FormattableString.Invariant($"fra={From:dd/MM/yyyy}&hos={Uri.EscapeDataString(Person ?? "")}&dag={(Weekday == 0 ? "" : Weekday)}&tid={Part}");
}

/// <summary>Free times to choose from.</summary>
/// <param name="Task">What for.</param>
/// <param name="Wish">What is wished.</param>
/// <param name="Days">Days with free times.</param>
/// <param name="Gone">Why a time that was chosen just now cannot be had; null when none was.</param>
/// <param name="Errors">What to correct.</param>
public sealed record ChooseTimeModel(TimeTask Task, TimeWish Wish, IReadOnlyList<FreeDay> Days, string? Gone, IReadOnlyList<FormError> Errors)
{
    /// <summary>What was typed as the day.</summary>
    public string TypedDay { get; init; } = "";

    /// <summary>Persons one can meet: reference and name.</summary>
    public IReadOnlyList<Choice> People { get; init; } = [];
}

/// <summary>A day with free times.</summary>
/// <param name="Day">The day.</param>
/// <param name="Times">Its times.</param>
public sealed record FreeDay(DateOnly Day, IReadOnlyList<OpenTime> Times);

/// <summary>A time that was chosen, to be confirmed.</summary>
/// <param name="Task">What for.</param>
/// <param name="Time">The time.</param>
/// <param name="Person">Whom one meets; null for nobody in particular.</param>
/// <param name="Key">Key of the form.</param>
public sealed record ConfirmTimeModel(TimeTask Task, OpenTime Time, string? Person, string Key)
{
    /// <summary>Other visits that cannot well be kept beside it.</summary>
    public IReadOnlyList<VisitLine> Clashing { get; init; } = [];

    /// <summary>Why it could not be done; null when it has not been tried.</summary>
    public string? Failed { get; init; }
}

/// <summary>An appointment about to be cancelled.</summary>
/// <param name="Visit">The appointment.</param>
/// <param name="Reason">What was chosen; null for nothing yet.</param>
/// <param name="Errors">What to correct.</param>
/// <param name="Key">Key of the form.</param>
public sealed record CancelVisitModel(VisitLine Visit, string? Reason, IReadOnlyList<FormError> Errors, string Key)
{
    /// <summary>Why it could not be done; null when it has not been tried.</summary>
    public string? Failed { get; init; }
}

/// <summary>What somebody waits for.</summary>
/// <param name="Path">Address of the page on which they say what suits.</param>
/// <param name="Clinic">The clinic.</param>
/// <param name="Service">The service.</param>
public sealed record WaitTask(string Path, ClinicTemplate Clinic, ServiceType Service)
{
    /// <summary>The appointment that would be moved; null when there is none yet.</summary>
    public VisitLine? Visit { get; init; }

    /// <summary>The entry as it stands; null for none.</summary>
    public Waiting? Waits { get; init; }

    /// <summary>Where one comes when it is done.</summary>
    public string DonePath => Visit is { } visit ? VisitPages.Path(visit.Id) : VisitPages.List;

    /// <summary>Persons one can meet.</summary>
    internal IReadOnlyList<BookedActor> People => [.. TimePages.People(Clinic, Service, Visit?.PersonReference)];
}

/// <summary>The form of waiting for a time.</summary>
/// <param name="Task">What for.</param>
/// <param name="Failed">Why it could not be done; null when it has not been tried.</param>
public sealed record WaitModel(WaitTask Task, string? Failed);

/// <summary>What can be booked.</summary>
/// <param name="Choices">Clinics with the services that a citizen books.</param>
public sealed record NewVisitModel(IReadOnlyList<(ClinicTemplate Clinic, IReadOnlyList<ServiceType> Services)> Choices);

/// <summary>How she wishes to be told, and what she was told.</summary>
/// <param name="Wishes">The wishes.</param>
/// <param name="Sent">Messages, newest first.</param>
/// <param name="Errors">What to correct.</param>
/// <param name="IsSimulated">Nothing leaves the program.</param>
public sealed record MessagesModel(MessagePreferences Wishes, IReadOnlyList<SentMessage> Sent, IReadOnlyList<FormError> Errors, bool IsSimulated)
{
    /// <summary>They were saved just now.</summary>
    public bool WasSaved { get; init; }

    /// <summary>Calendar addresses that work.</summary>
    public int Addresses { get; init; }

    /// <summary>An address made just now; null for none.</summary>
    public string? NewAddress { get; init; }

    /// <summary>Key of the form that makes an address: what is sent with it twice is made once.</summary>
    public string FeedKey { get; init; } = "";

    /// <summary>All addresses were closed just now.</summary>
    public bool WereClosed { get; init; }

    /// <summary>The reader acts for themselves, and may make calendar addresses.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The reader may say how messages are sent: not by a mandate.</summary>
    public bool MaySay { get; init; }

    /// <summary>Who at work wrote the wishes down for the citizen; null when they were given on the page.</summary>
    public string? WrittenBy { get; init; }
}
