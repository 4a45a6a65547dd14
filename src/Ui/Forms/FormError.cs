namespace Helhed.Ui;

/// <summary>Something to correct in a form.</summary>
/// <param name="Field">The field's name, which is also its id.</param>
/// <param name="Message">What is wrong and what to do: "Skriv dit telefonnummer med 8 cifre".</param>
public sealed record FormError(string Field, string Message);
