namespace Helhed.Synthetic;

/// <summary>Penicillin, food and pollen.</summary>
internal static class Allergies
{
    internal static void Unfold(Chart chart)
    {
        var recorded = chart.SomeDay(4000, 400);
        if (chart.Age > 10 && chart.Random.Chance(0.5))
        {
            chart.AllergicToPenicillin(recorded, chart.OneOf("Kløende udslæt", "Nældefeber", "Hævelse af læber"), chart.Random.Chance(0.2) ? "high" : "low");
            return;
        }

        var (what, category, reaction) = chart.Random.Pick<(string, string, string)>(
        [
            ("Jordnød", "food", "Hævelse i munden og kløe"), ("Birkepollen", "environment", "Høfeber"), ("Græspollen", "environment", "Høfeber"),
            ("Hasselnød", "food", "Kløe i munden"), ("Kat", "environment", "Kløende øjne og nysen"), ("Nikkel", "environment", "Kontakteksem"), ("Æg", "food", "Udslæt omkring munden"),
        ]);
        chart.AllergicTo(what, category, recorded, reaction);
    }
}
