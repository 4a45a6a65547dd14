using System.Security.Cryptography;
using System.Text;
using Helhed.Access;

namespace Helhed.Clinic;

/// <summary>
/// The key that a form carries from the moment it is shown: what it makes has an id computed of it, so sent twice, even at once, it is made once.
/// What was typed belongs to the key: who goes back and sends something else makes something else.
/// </summary>
internal static class FormKey
{
    /// <summary>The id of what a form makes, another for each who sends it and each patient.</summary>
    public static string IdOf(Caller caller, (string Patient, string Key) of) =>
        "told-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Reference}\n{of.Patient}\n{of.Key}")))[..40];
}
