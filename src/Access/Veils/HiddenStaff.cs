using System.Security.Cryptography;
using System.Text;

namespace Helhed.Access.Veils;

/// <summary>Somebody at work whom a citizen sees by a pseudonym.</summary>
/// <param name="Person">"Practitioner/x".</param>
/// <param name="Shown">What stands in its place: "Practitioner/skjult-…".</param>
/// <param name="Name">The pseudonym.</param>
internal sealed record HiddenStaff(string Person, string Shown, string Name)
{
    /// <summary>With what an id begins that stands for somebody hidden.</summary>
    internal const string Mark = "skjult-";

    private const int Digits = 20;

    /// <summary>Employments, as "PractitionerRole/x".</summary>
    public List<string> Posts { get; } = [];

    /// <summary>Real names.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Keys of identifiers.</summary>
    public List<long> Identities { get; } = [];

    /// <summary>Whom a decision hides. The id in place of the real one is the same for as long as the decision stands, and tells nothing of it.</summary>
    internal static HiddenStaff Of(Pseudonym decision, string person)
    {
        var token = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{decision.Salt}|{person}")))[..Digits];
        return new HiddenStaff(person, $"Practitioner/{Mark}{token}", decision.Staff.Length > 0 ? decision.Name : $"{decision.Name} {token[..4].ToUpperInvariant()}");
    }
}
