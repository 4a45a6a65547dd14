namespace Helhed.Tests.Engine;

/// <summary>Each primitive type's values, right and wrong: https://hl7.org/fhir/R4/datatypes.html#primitive.</summary>
public sealed class PrimitiveTests
{
    private static readonly string Long = new('a', 64);

    [Theory]
    [InlineData("\"2026\" \"2026-11\" \"2026-11-21\" \"2024-02-29\" \"0001-01-01\" \"9999-12-31\"", true)]
    [InlineData("\"26\" \"2026-1\" \"2026-13\" \"2026-00\" \"2026-11-31\" \"2025-02-29\" \"2026-11-00\" \"0000\" \"2026-11-21T10:00:00Z\" \"2026/11/21\" \"20261121\" \" 2026\" \"2026 \" \"\" \"２０２６\" \"-2026\" \"2026-\" \"2026-11-\" 2026 true", false)]
    public void Date(string values, bool right) => Check("Patient", "\"birthDate\":{0}", values, right);

    [Theory]
    [InlineData("\"2026\" \"2026-11\" \"2026-11-21\" \"2026-11-21T10:00:00Z\" \"2026-11-21T10:00:00+01:00\" \"2026-11-21T10:00:00.1-14:00\" \"2026-11-21T23:59:60Z\" \"2026-11-21T10:00:00.123456789Z\" \"9999-12-31T23:59:60Z\"", true)]
    [InlineData("\"2026-11-21T10:00:00\" \"2026-11-21T10:00Z\" \"2026-11-21T24:00:00Z\" \"2026-11-21T10:60:00Z\" \"2026-11-21T10:00:61Z\" \"2026-11-21T10:00:00+15:00\" \"2026-11-21T10:00:00-14:01\" \"2026-11-21T10:00:00+0100\" \"2026-11-21 10:00:00Z\" \"2026-11-21T10:00:00z\" \"2026-11-21t10:00:00Z\" \"2026-11-21T10:00:00.Z\" \"2026-11T10:00:00Z\" \"2026-02-30T10:00:00Z\" \"2026-11-21T\" \"2026-11-21T10:00:00ZZ\" \"2026-11-21T10:00:00Z \" 1", false)]
    public void DateTime(string values, bool right) => Check("Patient", "\"deceasedDateTime\":{0}", values, right);

    [Theory]
    [InlineData("\"2026-11-21T10:00:00Z\" \"2026-11-21T10:00:00.000+01:00\" \"2015-02-07T13:28:17.239+02:00\" \"2016-12-31T23:59:60Z\"", true)]
    [InlineData("\"2026\" \"2026-11-21\" \"2026-11-21T10:00:00\" \"2026-11-21T10:00Z\" \"\" 1", false)]
    public void Instant(string values, bool right) => Check("Observation", "\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"issued\":{0}", values, right);

    [Theory]
    [InlineData("\"00:00:00\" \"23:59:59\" \"10:00:60\" \"10:00:00.5\"", true)]
    [InlineData("\"24:00:00\" \"10:00\" \"10\" \"10:00:00Z\" \"10:60:00\" \"1:00:00\" \"10:00:00.\" \"\" 10", false)]
    public void Time(string values, bool right) => Check("Observation", "\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"valueTime\":{0}", values, right);

    [Fact]
    public void Id()
    {
        const string Extension = "\"code\":{{\"text\":\"x\"}},\"extension\":[{{\"url\":\"u\",\"valueId\":{0}}}]";
        Check("Basic", Extension, $"\"a\" \"A-1.b\" \"{Long}\" \"..\"", true);
        Check("Basic", Extension, $"\"\" \"a_b\" \"a/b\" \"æ\" \"a\\u0000\" \"{Long}a\" 5 \"a,b\"", false);
    }

    [Fact]
    public void Id_of_an_element()
    {
        Check("Patient", "\"name\":[{{\"id\":{0},\"family\":\"a\"}}]", $"\"a\" \"a_b/c#æ\" \"{Long}{Long}\"", true);
        Check("Patient", "\"name\":[{{\"id\":{0},\"family\":\"a\"}}]", "\"a~b\" \"~a\" \"a\\tb\" \"\" \"~\" 5", false);
    }

    [Theory]
    [InlineData("\"a\" \"two~words\" \"<=\" \"æ\" \"a-b_c\"", true)]
    [InlineData("\"\" \"~\" \"~a\" \"a~\" \"a~~b\" \"a\\tb\" \"a\\nb\" \"a\\u0000b\" 5 true", false)]
    public void Code(string values, bool right) => Check("Patient", "\"gender\":{0}", values, right);

    [Theory]
    [InlineData("\"urn:oid:1.2.3\" \"urn:oid:0.0\" \"urn:oid:2.999.0\" \"urn:oid:1.12345678901234567890123456789\" \"urn:oid:2.16.840.1.113883.6.24\"", true)]
    [InlineData("\"1.2.3\" \"urn:oid:3.1\" \"urn:oid:1\" \"urn:oid:1.\" \"urn:oid:1..2\" \"urn:oid:1.02\" \"urn:oid:11.2\" \"urn:oid:1.a\" \"urn:OID:1.2\" \"urn:oid:\" \"urn:oid:1.-2\" \"urn:oid:1.2~\" \"urn:oid:.1\" \"urn:oid:1.+2\" \"\" 1", false)]
    public void Oid(string values, bool right) => Check("Basic", "\"code\":{{\"text\":\"x\"}},\"extension\":[{{\"url\":\"u\",\"valueOid\":{0}}}]", values, right);

    [Theory]
    [InlineData("\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"", true)]
    [InlineData("\"c757873d-ec9a-4326-a141-556f43239520\" \"urn:uuid:C757873D-ec9a-4326-a141-556f43239520\" \"urn:uuid:c757873dec9a4326a141556f43239520\" \"urn:uuid:c757873d-ec9a-4326-a141-556f4323952g\" \"urn:uuid:\" \"\" \"urn:uuid:{{c757873d-ec9a-4326-a141-556f4323952}}\" \"urn:uuid:c757873d-ec9a-4326-a141-556f43239520~\" \"URN:UUID:c757873d-ec9a-4326-a141-556f43239520\" 1", false)]
    public void Uuid(string values, bool right) => Check("Basic", "\"code\":{{\"text\":\"x\"}},\"extension\":[{{\"url\":\"u\",\"valueUuid\":{0}}}]", values, right);

    [Theory]
    [InlineData("\"?q\" \"http://x/%zz\" \"http://x/y?z#a\" \"urn:oid:1.2\" \"anything\" \"http://æ\" \"#a\"", true)]
    [InlineData("\"\" \"a~b\" \"~a\" \"a\\tb\" \"a\\u0000b\" \"a\\u001fb\" \"a\\r\" \"\\na\" 5", false)]
    public void Uri(string values, bool right)
    {
        Check("Patient", "\"implicitRules\":{0}", values, right);
        Check("Basic", "\"code\":{{\"text\":\"x\"}},\"extension\":[{{\"url\":\"u\",\"valueUrl\":{0}}}]", values, right);
        Check("Basic", "\"code\":{{\"text\":\"x\"}},\"extension\":[{{\"url\":\"u\",\"valueCanonical\":{0}}}]", values, right);
    }

    [Theory]
    [InlineData("\"YR==\" \"YQ==\" \"YWI=\" \"YWJj\" \"YWJj~YWJj\" \"~YWJj\\r\\n\\t\" \"YW\\nJj\" \"+/+/\"", true)]
    [InlineData("\"\" \"YQ\" \"YQ=\" \"YQ===\" \"Y===\" \"====\" \"=WJj\" \"Y=Jj\" \"YWJj=\" \"YWJj====\" \"YWJ\\u00a0j\" \"YWJ\\u0000\" \"YQ==YQ==\" \"Y_-j\" \"æøåæ\" \"~\" 5", false)]
    public void Base64(string values, bool right) => Check("Binary", "\"contentType\":\"a/b\",\"data\":{0}", values, right);

    [Theory]
    [InlineData("\"a\" \"~a~\" \"a\\tb\\r\\nc\" \"æ😀\" \"\\u00e6\"", true)]
    [InlineData("\"\" \"~\" \"\\n\\t\" \"a\\u0000b\" \"a\\u0007b\" \"\\u001b[0m\" 5 true", false)]
    public void String(string values, bool right) => Check("Patient", "\"name\":[{{\"family\":{0}}}]", values, right);

    [Theory]
    [InlineData("0 1 -1 2147483647 -2147483648", true)]
    [InlineData("-0 2147483648 -2147483649 1.0 1e2 1E0 \"1\" true 99999999999999999999", false)]
    public void Integer(string values, bool right) => Check("Patient", "\"multipleBirthInteger\":{0}", values, right);

    [Theory]
    [InlineData("1 2147483647", "0 -1 1.5 \"1\"", "\"telecom\":[{{\"rank\":{0}}}]", "Patient")]
    [InlineData("0 1 2147483647", "-1 2147483648 0.0", "\"type\":\"searchset\",\"total\":{0}", "Bundle")]
    public void Positive_and_unsigned(string right, string wrong, string members, string type)
    {
        Check(type, members, right, true);
        Check(type, members, wrong, false);
    }

    [Theory]
    [InlineData("0 1.50 -1.5 1e2 1E-2 1e+2 123456789012345678901234567890.123456789 0.000000000000000000000000000001 1e400 -1e-400 0e0", true)]
    [InlineData("1e401 1e-401 1e999999999 1e99999999999999999999 \"1.5\" true", false)]
    public void Decimal(string values, bool right) => Check("Observation", "\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"valueQuantity\":{{\"value\":{0}}}", values, right);

    [Fact]
    public void A_decimal_has_at_most_64_characters()
    {
        Check("Observation", "\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"valueQuantity\":{{\"value\":{0}}}", new string('1', 64), true);
        Check("Observation", "\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"valueQuantity\":{{\"value\":{0}}}", new string('1', 65), false);
    }

    [Theory]
    [InlineData("true false", true)]
    [InlineData("\"true\" 1 0 \"\"", false)]
    public void Boolean(string values, bool right) => Check("Patient", "\"active\":{0}", values, right);

    [Theory]
    [InlineData("\"<div~xmlns='http://www.w3.org/1999/xhtml'>a</div>\" \"~<div>a</div>\"", true)]
    [InlineData("\"a\" \"<p>a</p>\" \"\" 5", false)]
    public void Xhtml(string values, bool right) => Check("Patient", "\"text\":{{\"status\":\"generated\",\"div\":{0}}}", values, right);

    // Values are separated by spaces; a tilde stands for a space inside one.
    private static void Check(string type, string members, string values, bool right)
    {
        foreach (var value in values.Split(' ').Select(v => v.Replace('~', ' ')))
        {
            var complaint = Parsed.Complaint(type, string.Format(System.Globalization.CultureInfo.InvariantCulture, members, value));
            Assert.True(complaint is null == right, $"{value}: {complaint ?? "accepted"}");
        }
    }
}
