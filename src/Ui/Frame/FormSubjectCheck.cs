using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>
/// Puts whom a form is for into its token, and refuses it when the reader acts for somebody else by then: in another tab, say. Without that
/// a visit booked on the child's page would be the mother's.
/// </summary>
internal sealed class FormSubjectCheck(UiSettings settings) : IAntiforgeryAdditionalDataProvider
{
    private static readonly object Mark = new();

    /// <summary>True when the form of a request was refused since it is for somebody else.</summary>
    public static bool IsForAnother(HttpContext context) => context.Items.ContainsKey(Mark);

    /// <inheritdoc/>
    public string GetAdditionalData(HttpContext context) => settings.FormSubject(context);

    /// <inheritdoc/>
    public bool ValidateAdditionalData(HttpContext context, string additionalData)
    {
        var now = settings.FormSubject(context);
        if (now.Length == 0 || now == additionalData)
        {
            return true;
        }

        if (additionalData.Length > 0)
        {
            context.Items[Mark] = true;
        }

        return false;
    }
}
