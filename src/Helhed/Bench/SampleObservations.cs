using System.Globalization;
using System.Text;
using Helhed.Platform;

namespace Helhed.Bench;

/// <summary>A made-up laboratory result, with what a bare table needs beside its bytes.</summary>
internal sealed record SampleObservation(string Id, string Patient, string Code, long AtMs, byte[] Json);

/// <summary>One draw: what a reading operation asks for, and what a writing one writes.</summary>
internal sealed record Pick(string Id, string Patient, string Code, byte[] Fresh, Lazy<IReadOnlyList<byte[]>> FreshHundred, Lazy<byte[]> FreshBundle);

/// <summary>
/// Made-up laboratory results of some 800 bytes with Danish NPU codes; the same number makes the same bytes. A thousand of them belong
/// to twenty patients, one of whom has ten times as many as each other: searches meet short and long answers.
/// </summary>
internal static class SampleObservations
{
    public const int PageSize = 20;
    public const int PerTransaction = 100;
    public const string CodeSystem = "urn:oid:1.2.208.176.2.1";

    private const int PerBlock = 1000;
    private const int PatientsPerBlock = 20;
    private const int HeavyShare = 10;
    private const long FirstMs = 1_609_459_200_000; // 2021-01-01
    private const long SpanMs = 5L * 365 * 24 * 60 * 60 * 1000;

    private static readonly (string Code, string Text, string Unit, double Mean, double Deviation)[] Tests =
    [
        ("NPU02319", "B-Hæmoglobin", "mmol/L", 8.6, 0.9),
        ("NPU18016", "P-Creatininium", "umol/L", 78, 22),
        ("NPU03429", "P-Natrium", "mmol/L", 140, 3),
        ("NPU03230", "P-Kalium", "mmol/L", 4.1, 0.4),
        ("NPU19748", "P-C-reaktivt protein", "mg/L", 6, 4),
        ("NPU27300", "Hb(B)-Hæmoglobin A1c", "mmol/mol", 44, 9),
        ("NPU01566", "P-Cholesterol", "mmol/L", 4.9, 0.9),
        ("NPU01568", "P-Cholesterol LDL", "mmol/L", 2.8, 0.8),
        ("NPU04094", "P-Triglycerid", "mmol/L", 1.5, 0.6),
        ("NPU02593", "B-Leukocytter", "10*9/L", 7.1, 1.9),
        ("NPU03568", "B-Thrombocytter", "10*9/L", 260, 60),
        ("NPU19651", "P-Alanintransaminase", "U/L", 28, 11),
        ("NPU19673", "P-Albumin", "g/L", 40, 4),
        ("NPU03577", "P-Thyrotropin", "m[IU]/L", 2.0, 0.9),
        ("NPU02192", "P-Glucose", "mmol/L", 5.9, 1.2),
        ("NPU19763", "P-Ferritin", "ug/L", 110, 50),
        ("NPU01443", "P-Calcium", "mmol/L", 2.35, 0.09),
        ("NPU03278", "P-Laktatdehydrogenase", "U/L", 180, 35),
        ("NPU01370", "P-Bilirubin", "umol/L", 11, 4),
        ("NPU02508", "P-Jern", "umol/L", 17, 6),
    ];

    public static SampleObservation At(long number)
    {
        var random = new SeededRandom(20_260_101).Fork(number);
        var id = NewId(random);
        var heavy = random.Int(0, HeavyShare + PatientsPerBlock - 1);
        var patient = (number / PerBlock * PatientsPerBlock) + Math.Max(0, heavy - HeavyShare + 1);
        var reference = string.Create(CultureInfo.InvariantCulture, $"Patient/bench-{patient:D8}");
        var test = random.Pick(Tests);
        var atMs = FirstMs + (random.Long(0, SpanMs / 1000) * 1000);
        return new SampleObservation(id, reference, test.Code, atMs, Json(id, reference, test, (atMs, random.Normal(test.Mean, test.Deviation))));
    }

    /// <summary>Draws that ask for documents with numbers below <paramref name="loaded"/> and write ones above it.</summary>
    public static Pick[] Draw(int count, long loaded)
    {
        var random = new SeededRandom(loaded);
        var fresh = Enumerable.Range(0, 1000).Select(i => At(loaded + i).Json).ToList();
        var hundreds = Enumerable.Range(0, 20).Select(i => new Lazy<IReadOnlyList<byte[]>>(() => fresh.GetRange(i * 37, PerTransaction))).ToList();
        var bundles = hundreds.ConvertAll(hundred => new Lazy<byte[]>(() => Bundle(hundred.Value)));
        var picks = new Pick[count];
        for (var i = 0; i < count; i++)
        {
            var known = At(random.Long(0, loaded));
            picks[i] = new Pick(known.Id, known.Patient, known.Code, fresh[i % fresh.Count], hundreds[i % hundreds.Count], bundles[i % bundles.Count]);
        }

        return picks;
    }

    /// <summary>Documents as lines of NDJSON.</summary>
    public static byte[] Lines(long first, int count)
    {
        using var lines = new MemoryStream();
        for (var i = 0; i < count; i++)
        {
            lines.Write(At(first + i).Json);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static string NewId(SeededRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        return new Guid(bytes).ToString("D");
    }

    private static byte[] Bundle(IReadOnlyList<byte[]> resources)
    {
        using var bundle = new MemoryStream();
        bundle.Write("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["u8);
        for (var i = 0; i < resources.Count; i++)
        {
            bundle.Write(i == 0 ? "{\"resource\":"u8 : ",{\"resource\":"u8);
            bundle.Write(resources[i]);
            bundle.Write(",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}"u8);
        }

        bundle.Write("]}"u8);
        return bundle.ToArray();
    }

    private static byte[] Json(string id, string patient, (string Code, string Text, string Unit, double Mean, double Deviation) test, (long AtMs, double Value) result)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(result.AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var flag = result.Value > test.Mean + (2 * test.Deviation) ? "H" : result.Value < test.Mean - (2 * test.Deviation) ? "L" : "N";
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"resourceType":"Observation","id":"{{{id}}}","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"{{{CodeSystem}}}","code":"{{{test.Code}}}"}],"text":"{{{test.Text}}}"},"subject":{"reference":"{{{patient}}}"},"effectiveDateTime":"{{{at}}}","issued":"{{{at}}}","performer":[{"reference":"Organization/bench-laboratory"}],"valueQuantity":{"value":{{{Math.Abs(result.Value):F1}}},"unit":"{{{test.Unit}}}","system":"http://unitsofmeasure.org","code":"{{{test.Unit}}}"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"{{{flag}}}"}]}],"referenceRange":[{"low":{"value":{{{Math.Max(0, test.Mean - (2 * test.Deviation)):F1}}},"unit":"{{{test.Unit}}}"},"high":{"value":{{{test.Mean + (2 * test.Deviation):F1}}},"unit":"{{{test.Unit}}}"}}]}
            """));
    }
}
