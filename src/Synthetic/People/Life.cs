namespace Helhed.Synthetic;

/// <summary>
/// Which courses a citizen goes through, by age, sex and what they already have. Frequencies are rounded from Danish
/// population figures for the 2020s; they are meant to look right on a screen, not to be measured.
/// </summary>
internal static class Life
{
    internal static void Unfold(Household household, Chart chart)
    {
        // A child of less than ten days has nothing but its mother's discharge letter yet.
        if (chart.Citizen.Born > chart.Today.AddDays(-10))
        {
            return;
        }

        chart.Smokes = chart.Age is > 16 && chart.Random.Chance(chart.Age > 75 ? 0.09 : 0.16);
        if (chart.Random.Chance(0.07))
        {
            Allergies.Unfold(chart);
        }

        if (chart.Age < 18)
        {
            Childhood.Unfold(chart);
            return;
        }

        Women(household, chart);
        var load = Chronic(chart) + Severe(chart) + Mind(chart);
        Joints(chart);
        if (chart.Age > 70 && chart.Random.Chance(chart.Age > 84 ? 0.4 : chart.Age > 77 ? 0.16 : 0.05))
        {
            HomeCare.Unfold(chart);
        }

        if (chart.Age > 55 && chart.Random.Chance(chart.Age > 75 ? 0.014 : 0.006))
        {
            OnTheWard.Unfold(chart);
        }

        Everyday.Unfold(chart, load);
    }

    private static void Women(Household household, Chart chart)
    {
        if (chart.Sex != Sex.Female || chart.Age is < 19 or > 46)
        {
            return;
        }

        var youngest = household.Children.Where(one => one.AgeOn(chart.Today) < 5).MaxBy(one => one.Born);
        if (youngest is not null)
        {
            Pregnancy.Past(chart, youngest.Born, isFirst: household.Children.Count() == 1);
        }
        else if (chart.Age < 41 && chart.Random.Chance(0.045))
        {
            Pregnancy.Current(chart, chart.Today.AddDays(chart.Random.Int(15, 215)), isFirst: !household.Children.Any());
        }
        else if (chart.Age < 36 && chart.Random.Chance(0.4))
        {
            Everyday.Contraception(chart);
        }
    }

    // Returns how many lasting diseases: the GP sees the ill more often for other things too.
    private static int Chronic(Chart chart)
    {
        var age = chart.Age;
        var random = chart.Random;
        var load = 0;
        var hasDiabetes = random.Chance(age > 65 ? 0.16 : age > 45 ? 0.07 : age > 30 ? 0.015 : 0.002);
        if (hasDiabetes)
        {
            Diabetes.Unfold(chart);
            load += 2;
        }

        if (random.Chance((chart.Smokes ? 2.2 : 0.75) * (age > 70 ? 0.11 : age > 55 ? 0.06 : age > 45 ? 0.015 : 0)))
        {
            Copd.Unfold(chart);
            load += 2;
        }

        if (random.Chance((hasDiabetes ? 1.4 : 1) * (age > 75 ? 0.5 : age > 60 ? 0.38 : age > 45 ? 0.17 : age > 30 ? 0.03 : 0)))
        {
            Hypertension.Unfold(chart);
            load++;
        }

        if (random.Chance(age > 80 ? 0.17 : age > 65 ? 0.08 : age > 50 ? 0.015 : 0))
        {
            HeartDisease.Unfold(chart);
            load += 2;
        }

        if (random.Chance(chart.Sex == Sex.Female && age > 65 ? 0.13 : age > 75 ? 0.04 : 0))
        {
            Smaller.Osteoporosis(chart);
            load++;
        }

        if (random.Chance(chart.Sex == Sex.Female && age > 35 ? 0.05 : 0.008))
        {
            Smaller.Hypothyroid(chart);
            load++;
        }

        if (age is >= 18 and < 50 && random.Chance(0.05)) // a child's asthma is a part of childhood
        {
            Smaller.Asthma(chart);
            load++;
        }

        return load;
    }

    private static int Severe(Chart chart)
    {
        var age = chart.Age;
        var random = chart.Random;
        if (random.Chance(age > 80 ? 0.06 : age > 65 ? 0.032 : age > 50 ? 0.008 : 0.0007))
        {
            Stroke.Unfold(chart);
            return 3;
        }

        var risk = age > 70 ? 1.0 : age > 55 ? 0.6 : age > 42 ? 0.2 : 0;
        if (chart.Sex == Sex.Female && random.Chance(0.026 * risk))
        {
            BreastCancer.Unfold(chart);
            return 3;
        }

        if (random.Chance(0.02 * risk))
        {
            ColonCancer.Unfold(chart);
            return 3;
        }

        if (random.Chance((chart.Smokes ? 0.035 : 0.007) * risk))
        {
            LungCancer.Unfold(chart);
            return 3;
        }

        return 0;
    }

    private static int Mind(Chart chart)
    {
        var random = chart.Random;
        if (chart.Age < 66 && random.Chance(0.008))
        {
            Psychosis.Unfold(chart);
            return 2;
        }

        if (random.Chance(chart.Sex == Sex.Female ? 0.1 : 0.065))
        {
            Depression.Unfold(chart);
            return 1;
        }

        return 0;
    }

    private static void Joints(Chart chart)
    {
        if (chart.Age > 55 && chart.Random.Chance(chart.Age > 68 ? 0.075 : 0.04))
        {
            HipReplacement.Unfold(chart);
        }
        else if (chart.Age > 45 && chart.Random.Chance(chart.Age > 65 ? 0.18 : 0.07))
        {
            Smaller.KneeArthrosis(chart);
        }
    }
}
