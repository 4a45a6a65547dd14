namespace Helhed.Tests.Browser;

/// <summary>A page as somebody sees it.</summary>
/// <param name="Name">Names the test and the picture.</param>
/// <param name="Path">Its address.</param>
/// <param name="As">Who is logged in; null for nobody.</param>
/// <param name="Status">What the server answers.</param>
/// <param name="Search">What to search for once there.</param>
public sealed record Place(string Name, string Path, string? As = null, int Status = 200, string? Search = null)
{
    public static IReadOnlyList<Place> All { get; } =
    [
        new("forside", "/"),
        new("demo", "/demo"),
        new("log-ind", "/log-ind"),
        new("borger", "/borger", "citizen-copd"),
        new("borger-aftaler", "/borger/aftaler", "citizen-copd"),
        new("borger-resultater", "/borger/resultater", "citizen-copd"),
        new("borger-medicin", "/borger/medicin", "citizen-copd"),
        new("borger-journal", "/borger/journal", "citizen-copd"),
        new("borger-analyse", "/borger/resultater/NPU27300", "citizen-diabetes"),
        new("borger-samtykker", "/borger/samtykker", "citizen-diabetes"),
        new("borger-stamdata", "/borger/stamdata", "citizen-diabetes"),
        new("borger-adgange", "/borger/adgange", "citizen-copd"),
        new("borger-adgange-valgt", "/borger/adgange?hvad=skriv", "citizen-diabetes"),
        new("borger-spaerringer", "/borger/adgange/spaerringer", "citizen-pregnant"),
        new("borger-spaer", "/borger/adgange/spaer?hvem=Organization/slagelse-lunge", "citizen-copd"),
        new("borger-vegne", "/borger/vegne", "citizen-parent"),
        new("borger-fuldmagter", "/borger/fuldmagter", "citizen-teen"),
        new("borger-fuldmagt-ny", "/borger/fuldmagter/ny", "citizen-copd"),
        new("borger-vegne-ingen", "/borger/vegne", "citizen-child"),
        new("borger-barn", "/borger", "citizen-child"),
        new("klinik", "/klinik", "nurse-copd"),
        new("klinik-fundne", "/klinik", "nurse-copd", Search: "Test"),
        new("klinik-patient", "/klinik/patient/citizen-copd", "nurse-copd"),
        new("klinik-vegne", "/klinik/patient/citizen-copd/vegne", "nurse-copd"),
        new("klinik-vegne-fejl", "/klinik/patient/citizen-copd/vegne/fejl", "nurse-copd"),
        new("klinik-adgang", "/klinik/adgang", "nurse-copd"),
        new("klinik-adgang-403", "/klinik/adgang", "porter", 403),
        new("klinik-spoergsmaal", "/klinik/spoergsmaal", "doctor-medical"),
        new("klinik-sager", "/klinik/sager", "nurse-copd"),
        new("klinik-kalender", "/klinik/kalender", "nurse-copd"),
        new("klinik-venteliste", "/klinik/kalender/venteliste", "gp"),
        new("klinik-venteliste-tom", "/klinik/kalender/venteliste?klinik=slagelse-boern-amb", "secretary"),
        new("klinik-venteliste-uden", "/klinik/kalender/venteliste", "porter"),
        new("klinik-fravaer", "/klinik/kalender/slagelse-lunge-amb/fravaer", "nurse-copd"),
        new("klinik-uge", "/klinik/kalender/slagelse-lunge-amb/uge", "nurse-copd"),
        new("klinik-uge-ny", "/klinik/kalender/slagelse-lunge-amb/uge/ny", "nurse-copd"),
        new("klinik-ikke-set", "/klinik/patient/citizen-findes-ikke", "nurse-copd", 404),
        new("apps", "/apps", "citizen-copd"),
        new("apps-personale", "/apps?patient=citizen-copd", "nurse-copd"),
        new("admin", "/admin", "security"),
        new("admin-adgange", "/admin/adgange", "security"),
        new("admin-adgange-log", "/admin/adgange/log?hvem=Patient/citizen-copd", "security"),
        new("admin-adgange-403", "/admin/adgange", "director", 403),
        new("admin-skjulte-navne", "/admin/skjulte-navne", "security"),
        new("admin-apps", "/admin/apps", "security"),
        new("admin-403", "/admin", "nurse-copd", 403),
        new("fejl-403", "/klinik", "citizen-copd", 403),
        new("fejl-404", "/findes-ikke", null, 404),
    ];

    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    public static TheoryData<string, bool> NamesOnBothScreens =>
        [.. All.SelectMany(p => new TheoryDataRow<string, bool>[] { (p.Name, false), (p.Name, true) })];

    /// <summary>Each place on a phone (360 px), a tablet (820 px) and a desktop.</summary>
    public static TheoryData<string, string> NamesOnAllScreens =>
        [.. All.SelectMany(p => new[] { "phone", "tablet", "desktop" }.Select(screen => new TheoryDataRow<string, string>(p.Name, screen)))];

    public static Place Of(string name) => All.Single(p => p.Name == name);
}
