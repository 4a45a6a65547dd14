using Microsoft.AspNetCore.Components;

namespace Helhed.Ui;

/// <summary>What every field of a form has.</summary>
public abstract class Field : ComponentBase
{
    /// <summary>The field's name in the form and its id on the page.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>The question.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>A hint under the question.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>What was typed or chosen.</summary>
    [Parameter] public string? Value { get; set; }

    /// <summary>The form's errors; the field picks its own.</summary>
    [Parameter] public IReadOnlyList<FormError> Errors { get; set; } = [];

    /// <summary>
    /// For what is typed in a form that is sent: what it is called when the form comes too late and its text is shown once more. Null for
    /// what is not worth keeping, and in forms that stand in an address.
    /// </summary>
    [Parameter] public string? KeptAs { get; set; }

    /// <summary>The language of the page.</summary>
    [Parameter, EditorRequired] public Language Language { get; set; }

    private protected UiTexts Texts => UiTexts.Of(Language);

    private protected string? Error => Errors.FirstOrDefault(e => e.Field == Name)?.Message;

    private protected string HintId => Name + "-hint";

    private protected string ErrorId => Name + "-error";

    private protected string? DescribedBy => (Hint, Error) switch
    {
        (not null, not null) => $"{HintId} {ErrorId}",
        (not null, null) => HintId,
        (null, not null) => ErrorId,
        _ => null,
    };

    private protected string? Invalid => Error is null ? null : "true";

    private protected string GroupClass => Error is null ? "form-group" : "form-group form-error";

    // Without scripts nobody but the page can say which of its fields are typed in.
    private protected RenderFragment KeptName => builder =>
    {
        if (KeptAs is not null)
        {
            builder.OpenElement(0, "input");
            builder.AddAttribute(1, "type", "hidden");
            builder.AddAttribute(2, "name", ErrorPages.TypedField);
            builder.AddAttribute(3, "value", $"{Name}={KeptAs}");
            builder.CloseElement();
        }
    };

    // The hint and the error above a field, drawn alike by all of them.
    private protected RenderFragment Notes => builder =>
    {
        if (Hint is not null)
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "form-hint");
            builder.AddAttribute(2, "id", HintId);
            builder.AddContent(3, Hint);
            builder.CloseElement();
        }

        if (Error is { } error)
        {
            builder.OpenElement(4, "span");
            builder.AddAttribute(5, "class", "form-error-message");
            builder.AddAttribute(6, "id", ErrorId);
            builder.OpenElement(7, "span");
            builder.AddAttribute(8, "class", "sr-only");
            builder.AddContent(9, Texts.ErrorPrefix);
            builder.CloseElement();
            builder.AddContent(10, error);
            builder.CloseElement();
        }
    };
}
