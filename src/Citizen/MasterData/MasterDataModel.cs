using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>How somebody is reached and what they need, as typed.</summary>
public sealed record MasterDataForm
{
    /// <summary>The version of the Patient that the form was made from: two tabs do not overwrite each other.</summary>
    public int Version { get; init; }

    /// <summary>Telephone.</summary>
    public string Phone { get; init; } = "";

    /// <summary>E-mail.</summary>
    public string Email { get; init; } = "";

    /// <summary>Language code (BCP 47).</summary>
    public string Spoken { get; init; } = "";

    /// <summary>Codes of needs.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>People to call, always three, empty ones included.</summary>
    public IReadOnlyList<ContactForm> Contacts { get; init; } = [];
}

/// <summary>Somebody to call.</summary>
/// <param name="Name">The name.</param>
/// <param name="Relation">Who it is: "datter".</param>
/// <param name="Phone">Telephone.</param>
public sealed record ContactForm(string Name, string Relation, string Phone)
{
    /// <summary>Nothing is typed.</summary>
    public bool IsEmpty => Name.Length + Relation.Length + Phone.Length == 0;
}

/// <summary>The page about oneself.</summary>
/// <param name="Form">What is in the fields.</param>
/// <param name="Facts">Name, address and the like, which are changed elsewhere.</param>
/// <param name="Errors">What to correct.</param>
public sealed record MasterDataModel(MasterDataForm Form, PersonFacts Facts, IReadOnlyList<FormError> Errors)
{
    /// <summary>It was saved just now.</summary>
    public bool WasSaved { get; init; }

    /// <summary>There was nothing new to save.</summary>
    public bool WasUnchanged { get; init; }

    /// <summary>The reader is who it is about.</summary>
    public bool CanEdit { get; init; } = true;
}

/// <summary>Who somebody is.</summary>
/// <param name="Name">The name.</param>
/// <param name="Cpr">The CPR number; null when there is none.</param>
/// <param name="Address">The address in a line; null when there is none or it is protected.</param>
/// <param name="IsProtected">Name and address are protected.</param>
/// <param name="Doctor">The practice.</param>
public sealed record PersonFacts(string Name, string? Cpr, string? Address, bool IsProtected, string? Doctor)
{
    /// <summary>Relatives in the record, in words: "Test Ole Holm (søn)".</summary>
    public IReadOnlyList<string> Relatives { get; init; } = [];

    /// <summary>Of the record: who changed it last for the citizen stands there.</summary>
    internal IReadOnlyList<Fhir.R4.Extension> Extensions { get; init; } = [];
}
