namespace Helhed.Synthetic;

/// <summary>A sentence about how someone lives, as a GP notes it down, by age.</summary>
internal static class Circumstances
{
    private static readonly string[] Young =
    [
        "Læser på VUC.", "I lære som tømrer.", "Studerer i Roskilde, pendler.", "Arbejder i Netto, skiftende vagter.", "Nyuddannet pædagog.", "Spiller håndbold to gange om ugen.",
        "Flyttet sammen med kæreste.", "Pauseår, arbejder på lager i Køge.", "Træner i center.", "På SOSU-uddannelsen i Slagelse.", "Bor i kollektiv.", "Sælger i elektronikbutik.",
    ];

    private static readonly string[] Middle =
    [
        "Arbejder på kontor i kommunen.", "Selvstændig murer.", "Lærer, 28 elever i klassen.", "Kører lastbil, meget siddende.", "Pædagog, løfter en del.", "Arbejder hjemme tre dage om ugen.",
        "Passer også sin gamle mor.", "Landmand, svært at holde fri.", "Sygeplejerske i nattevagt.", "Rengøring på sygehus.", "Fabriksarbejder i Kalundborg, treholdsskift.", "Har lige skiftet job.",
        "Cykler til stationen.", "Ny i huset, meget have.", "Alene med børnene hver anden uge.", "Buschauffør.",
    ];

    private static readonly string[] Old =
    [
        "Pensioneret maskinarbejder.", "Går til gymnastik om onsdagen.", "Passer børnebørn om fredagen.", "Mistede sin mand sidste år.", "Har kolonihave i Korsør.", "Synger i kor.",
        "Kører ikke bil mere, tager flextrafik.", "Hjemmehjælp til rengøring.", "Går tur med hunden to gange dagligt.", "Bor i lejlighed med elevator.", "Datter hjælper med indkøb.", "Frivillig i genbrugsbutik.",
        "Vinterbader.", "Spiller billard i ældreklubben.", "Bruger rollator ude.", "Har nødkald.",
    ];

    internal static string Of(Chart chart) => chart.Random.Pick(chart.Age < 32 ? Young : chart.Age < 66 ? Middle : Old);
}
