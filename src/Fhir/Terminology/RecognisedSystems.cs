using System.Collections.Frozen;

namespace Helhed.Fhir.Terminology;

/// <summary>
/// Published code systems whose content is not here: the answer about their codes is that it cannot be told, not that the system is
/// unknown. From <see href="https://hl7.org/fhir/R4/terminologies-systems.html#external">R4's list</see> and the Danish profiles.
/// </summary>
internal static class RecognisedSystems
{
    private static readonly FrozenSet<string> Urls = new[]
    {
        // Diagnoses, procedures, function.
        "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10-vn", "http://hl7.org/fhir/sid/icd-9-cm", "http://hl7.org/fhir/sid/icd-9",
        "http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-11", "http://hl7.org/fhir/sid/icd-o-3", "http://hl7.org/fhir/sid/icpc-1", "http://hl7.org/fhir/sid/icpc-2",
        "http://hl7.org/fhir/sid/icf", "http://hl7.org/fhir/sid/icf-nl", "http://www.ama-assn.org/go/cpt", "http://hl7.org/fhir/sid/mvx", "http://ncimeta.nci.nih.gov",
        "http://www.radlex.org", "http://radlex.org", "http://www.rsna.org/RadLex_Playbook.aspx", "https://meshb.nlm.nih.gov", "http://www.nlm.nih.gov/mesh",

        // Medicines and vaccines.
        "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc", "http://hl7.org/fhir/ndfrt", "http://fdasis.nlm.nih.gov", "http://hl7.org/fhir/sid/ndc", "http://hl7.org/fhir/sid/cvx",
        "http://www.gs1.org/gtin", "https://www.gs1.org/gtin", "urn:oid:1.2.36.1.2001.1005.17",

        // Genes and variants.
        "http://www.genenames.org", "http://www.genenames.org/geneId", "http://www.ensembl.org", "http://www.ncbi.nlm.nih.gov/nuccore", "http://www.ncbi.nlm.nih.gov/clinvar", "http://www.sequenceontology.org",
        "http://varnomen.hgvs.org", "http://varnomen.hgvs.org/", "http://www.ncbi.nlm.nih.gov/projects/SNP", "http://cancer.sanger.ac.uk/cancergenome/projects/cosmic", "http://www.lrg-sequence.org",
        "http://www.omim.org", "http://www.pharmgkb.org", "http://www.ebi.ac.uk/ipd/imgt/hla", "http://www.ncbi.nlm.nih.gov/gene", "http://www.ncbi.nlm.nih.gov/pubmed", "http://clinicaltrials.gov",

        // Devices, providers, billing.
        "urn:iso:std:iso:11073:10101", "http://nucc.org/provider-taxonomy", "http://www.nubc.org/patient-discharge", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",

        // Danish: SKS and its diagnoses, NPU, ICPC-2 in general practice, FSIII and FFB in the municipalities.
        "urn:oid:1.2.208.176.2.4", "urn:oid:1.2.208.176.2.4.12", "http://npu-terminology.org", "urn:oid:1.2.208.176.2.1", "urn:oid:1.2.208.176.2.31", "urn:oid:1.2.208.176.2.21", "urn:oid:1.2.208.176.2.22",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string system) => Urls.Contains(system);
}
