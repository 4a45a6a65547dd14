namespace Helhed.Ui;

/// <summary>How something is meant.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad.</summary>
    Neutral,

    /// <summary>As it should be, or done.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Watch,

    /// <summary>Dangerous or failed.</summary>
    Danger,

    /// <summary>For information.</summary>
    Info,
}
