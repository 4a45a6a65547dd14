using Helhed.Access.Scopes;

namespace Helhed.Access.OAuth;

/// <summary>How long an app's access lasts.</summary>
public enum GrantLength
{
    /// <summary>One hour.</summary>
    Hour,

    /// <summary>While the person is logged in.</summary>
    LoggedIn,

    /// <summary>Until it is withdrawn, at the longest a year.</summary>
    UntilWithdrawn,
}

/// <summary>What an app asks of a person.</summary>
/// <param name="App">What the app is called.</param>
/// <param name="Host">The host that the answer goes to, or its scheme.</param>
/// <param name="Source">Where the answer goes, as a source of a content security policy: the browser must let the form's answer lead there.</param>
/// <param name="IsSandbox">The app registered itself: nobody has looked at it.</param>
/// <param name="Scopes">What it asks for.</param>
public sealed record ConsentQuestion(string App, string Host, string Source, bool IsSandbox, ScopeSet Scopes)
{
    /// <summary>Whose record it is about, as "Patient/x"; null when it is about none, or must be chosen.</summary>
    public string? Patient { get; init; }

    /// <summary>The person must say whose record it is about.</summary>
    public bool ChoosesPatient { get; init; }

    /// <summary>How long the access lasts.</summary>
    public GrantLength Length { get; init; }
}

/// <summary>Where a request of an app stands.</summary>
public abstract record ConsentStep
{
    private ConsentStep()
    {
    }

    /// <summary>The browser goes back to the app, with a code or a refusal.</summary>
    /// <param name="Address">The address.</param>
    public sealed record Leave(string Address) : ConsentStep;

    /// <summary>The person logs in first.</summary>
    public sealed record LogIn : ConsentStep;

    /// <summary>The person is asked.</summary>
    /// <param name="Question">What.</param>
    /// <param name="WasUnknownPatient">The patient that was named before cannot be found.</param>
    public sealed record Ask(ConsentQuestion Question, bool WasUnknownPatient = false) : ConsentStep
    {
        /// <summary>So many numbers were tried that no more is looked up for some minutes.</summary>
        public bool HasTriedMany { get; init; }
    }

    /// <summary>The request is answered already, or too old, or not for this person.</summary>
    public sealed record Gone : ConsentStep;
}

/// <summary>What a person answers an app.</summary>
/// <param name="Scopes">The scopes that were left ticked.</param>
/// <param name="Patient">Whose record, where that is chosen: a CPR number or an id.</param>
public sealed record ConsentAnswer(IReadOnlyList<string> Scopes, string? Patient);
