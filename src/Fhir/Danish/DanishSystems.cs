namespace Helhed.Fhir.Danish;

/// <summary>Values of <c>Identifier.system</c> and <c>Coding.system</c> in Denmark.</summary>
public static class DanishSystems
{
    /// <summary>Personal numbers (CPR).</summary>
    public const string Cpr = "urn:oid:1.2.208.176.1.2";

    /// <summary>National replacement numbers (X-eCPR).</summary>
    public const string XeCpr = "urn:oid:1.2.208.176.1.6.1.1";

    /// <summary>What the systems of regional replacement numbers (D-eCPR) begin with.</summary>
    public const string DeCprPrefix = "urn:oid:1.2.208.176.1.6.1.3";

    /// <summary>The register of health care organisations (SOR).</summary>
    public const string Sor = "urn:oid:1.2.208.176.1.1";

    /// <summary>Numbers of practices (ydernummer).</summary>
    public const string Ydernummer = "urn:oid:1.2.208.176.1.4";

    /// <summary>The register of companies and authorities (CVR).</summary>
    public const string Cvr = "http://cvr.dk";

    /// <summary>Locations for electronic messages (GLN), as DK Core has named them since 3.5.0.</summary>
    public const string Gln = "http://www.gs1.org/gln";

    /// <summary>The same as <see cref="Gln"/>, as it was named before and still is in messages.</summary>
    public const string GlnHttps = "https://www.gs1.org/gln";

    /// <summary>KOMBIT's organisations.</summary>
    public const string Kombit = "https://kombit.dk/sts/organisation";

    /// <summary>Authorisations of health care professionals.</summary>
    public const string Authorisation = "https://autregweb.sst.dk";

    /// <summary>NPU, as DK Core names it.</summary>
    public const string Npu = "http://npu-terminology.org";

    /// <summary>The same as <see cref="Npu"/>, as MedCom names it.</summary>
    public const string NpuOid = "urn:oid:1.2.208.176.2.1";
}
