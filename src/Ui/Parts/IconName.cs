namespace Helhed.Ui;

/// <summary>The icons in the sprite. The sprite's list is web/icons.txt; a test holds the two together.</summary>
public enum IconName
{
    /// <summary>A person in a circle.</summary>
    Account,

    /// <summary>An arrow to the right.</summary>
    ArrowForward,

    /// <summary>A clipboard with lines.</summary>
    Assignment,

    /// <summary>A calendar.</summary>
    CalendarMonth,

    /// <summary>A speech balloon.</summary>
    Chat,

    /// <summary>A tick.</summary>
    Check,

    /// <summary>Opens something below.</summary>
    ChevronDown,

    /// <summary>Goes on to something.</summary>
    ChevronRight,

    /// <summary>A sheet of paper with lines.</summary>
    Document,

    /// <summary>An exclamation mark in a circle.</summary>
    Error,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>Several people.</summary>
    Groups,

    /// <summary>A house.</summary>
    Home,

    /// <summary>An i in a circle.</summary>
    Info,

    /// <summary>A place on a map.</summary>
    Location,

    /// <summary>A padlock.</summary>
    Lock,

    /// <summary>A pill.</summary>
    Pill,

    /// <summary>A person.</summary>
    Person,

    /// <summary>A laboratory flask.</summary>
    Science,

    /// <summary>A magnifying glass.</summary>
    Search,

    /// <summary>A tick in a circle.</summary>
    Success,

    /// <summary>A clock.</summary>
    Time,

    /// <summary>An eye.</summary>
    Visibility,

    /// <summary>An exclamation mark in a triangle.</summary>
    Warning,
}
