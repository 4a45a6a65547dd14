namespace Helhed.Ui;

/// <summary>One of several answers.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What is read.</param>
public sealed record Choice(string Value, string Text);
