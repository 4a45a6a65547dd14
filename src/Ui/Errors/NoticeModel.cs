namespace Helhed.Ui;

/// <summary>A page with one thing to say and one way on.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Text">What it means and what to do.</param>
/// <param name="Icon">A quiet picture of it.</param>
/// <param name="Path">The way on.</param>
/// <param name="LinkText">What the way on is called.</param>
/// <param name="Number">A number to quote to support; null for none.</param>
public sealed record NoticeModel(string Title, string Text, IconName Icon, string Path, string LinkText, string? Number = null)
{
    /// <summary>What the reader had written, to be copied.</summary>
    public IReadOnlyList<KeptText> Kept { get; init; } = [];
}

/// <summary>Something that was typed in a form that could not be sent.</summary>
/// <param name="Label">What the field is called; null when that is not known.</param>
/// <param name="Text">What was typed.</param>
public sealed record KeptText(string? Label, string Text);
