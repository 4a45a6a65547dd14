using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>Gives the forms of one page their antiforgery token.</summary>
internal sealed class FormTokens(IAntiforgery antiforgery) : AntiforgeryStateProvider
{
    /// <summary>The request that the page answers.</summary>
    public HttpContext? Context { private get; set; }

    /// <inheritdoc/>
    public override AntiforgeryRequestToken? GetAntiforgeryToken()
    {
        if (Context is null)
        {
            return null;
        }

        var tokens = antiforgery.GetAndStoreTokens(Context);
        return tokens.RequestToken is { } token ? new AntiforgeryRequestToken(token, tokens.FormFieldName) : null;
    }
}
