using System.Diagnostics;
using Npgsql;

namespace Helhed.Platform;

/// <summary>What may be kept of an error: its types, codes and place. Messages may quote data about people and are left out.</summary>
public static class ErrorText
{
    private const int Longest = 1000;

    /// <summary>Puts an error into words that hold nobody's data.</summary>
    /// <param name="error">The error.</param>
    /// <returns>Types and codes of the error and what caused it, up to five deep, and the method it came from; at most 1,000 characters.</returns>
    public static string Of(Exception error)
    {
        var parts = new List<string>();
        for (var one = error; one is not null && parts.Count < 5; one = one.InnerException)
        {
            parts.Add(one is PostgresException postgres ? $"{one.GetType().FullName} {postgres.SqlState}" : one.GetType().FullName ?? "");
        }

        var place = new StackTrace(error).GetFrame(0)?.GetMethod();
        var text = $"{string.Join(" ← ", parts)}{(place is null ? "" : $" in {place.DeclaringType?.FullName}.{place.Name}")}";
        return text.Length <= Longest ? text : text[..Longest];
    }
}
