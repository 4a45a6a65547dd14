using System.Security.Cryptography;
using System.Text;
using Helhed.Records;

namespace Helhed.Tests.Modules.Records;

/// <summary>What is stored reads as what was written, and damage is noticed or harmless, but never more.</summary>
public sealed class BodyCompressionTests
{
    private static readonly string[] Pieces =
    [
        "{\"resourceType\":\"Observation\",\"id\":\"", "\",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"2026-", "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"",
        "\"subject\":{\"reference\":\"Patient/", "aaaaaaaa", "æøå", "}]}", "\"", ",", "0", "xyxyxyxyxyxy", "\"valueQuantity\":{\"value\":",
    ];

    [Fact]
    public void Every_body_comes_back()
    {
        for (var seed = 0; seed < 4000; seed++)
        {
            var body = Body(new Random(seed), seed < 40 ? 200_000 : 3000);
            var stored = BodyCompression.Compress(body);
            Assert.True(stored.Length <= body.Length, $"seed {seed}: {stored.Length} bytes for {body.Length}");
            Assert.True(BodyCompression.Decompress(stored).AsSpan().SequenceEqual(body), $"seed {seed}");
        }
    }

    [Fact]
    public void A_common_resource_takes_a_third()
    {
        var body = Encoding.UTF8.GetBytes("""
            {"resourceType":"Condition","id":"0192f0c1-7c1a-7d3e-9a52-3f7f5a0c9e11","meta":{"versionId":"3","lastUpdated":"2026-11-22T06:55:08.867Z","profile":["http://hl7.dk/fhir/core/StructureDefinition/dk-core-condition"]},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis"}]}],"code":{"coding":[{"system":"urn:oid:1.2.208.176.2.4.12","code":"DJ441","display":"Kronisk obstruktiv lungesygdom med akut eksacerbation UNS"}]},"subject":{"reference":"Patient/citizen-copd"}}
            """);
        Assert.InRange(BodyCompression.Compress(body).Length, 1, body.Length / 3);
    }

    [Fact]
    public void What_does_not_compress_is_stored_as_it_is()
    {
        foreach (var body in new[] { [], "{}"u8.ToArray(), Encoding.ASCII.GetBytes("{" + Convert.ToHexString(RandomNumberGenerator.GetBytes(400))) })
        {
            Assert.Same(body, BodyCompression.Compress(body));
            Assert.Equal(body, BodyCompression.Decompress(body));
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_break_the_reader()
    {
        var refused = 0;
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var stored = BodyCompression.Compress(Body(random, 2000)).ToArray();
            if (stored.Length == 0 || stored[0] != 1)
            {
                continue;
            }

            for (var i = random.Next(1, 4); i > 0; i--)
            {
                stored[random.Next(1, stored.Length)] = (byte)random.Next(256);
            }

            stored = random.Next(3) == 0 ? stored[..random.Next(1, stored.Length)] : stored;
            try
            {
                BodyCompression.Decompress(stored);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 1000, $"{refused} of 4000 were refused");
        Assert.Throws<InvalidDataException>(() => BodyCompression.Decompress([2, 0, 0]));
        Assert.Empty(BodyCompression.DecompressOrNothing([1]));
    }

    [Fact]
    public void What_earlier_releases_have_stored_can_be_read()
    {
        var stored = Convert.FromBase64String(StoredOnce);
        const string Written = """{"resourceType":"Patient","id":"42","meta":{"versionId":"7","lastUpdated":"2026-11-22T06:55:08.867Z"},"active":true,"name":[{"use":"official","family":"Eksempel","given":["Test"]}],"gender":"female","birthDate":"1944-04-02"}""";
        Assert.Equal(Written, Encoding.UTF8.GetString(BodyCompression.Decompress(stored)));
    }

    private const string StoredOnce = "AeABD+I/DRA0mkIPKUMBACQ7DylDAPAEMTEtMjJUMDY6NTU6MDguODY3WktBDyI/HnBFa3NlbXBlkj8FJz8SVPQVD8M+EKA0NC0wNC0wMiJ9";

    private static byte[] Body(Random random, int most)
    {
        var body = new StringBuilder("{");
        for (var length = random.Next(most); body.Length < length;)
        {
            body.Append(random.Next(4) == 0 ? random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture) : Pieces[random.Next(Pieces.Length)]);
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }
}
