namespace Helhed.Ui;

/// <summary>A step of a <see cref="StepGuide"/>.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Path">Where a finished step can be reopened; null when it cannot.</param>
public sealed record Step(string Title, string? Path);
