// Names for the systems and sets of codes that the Danish statements share.

Alias: $cpr = urn:oid:1.2.208.176.1.2
Alias: $x-ecpr = urn:oid:1.2.208.176.1.6.1.1
Alias: $sor = urn:oid:1.2.208.176.1.1
Alias: $ydernummer = urn:oid:1.2.208.176.1.4
Alias: $cvr = http://cvr.dk
Alias: $kombit = https://kombit.dk/sts/organisation
Alias: $authorisations = https://autregweb.sst.dk
Alias: $producers = http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID
Alias: $lpr3 = https://www.esundhed.dk/Registre/Landspatientregisteret
Alias: $municipalities = http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes
Alias: $regions = urn:iso:std:iso:3166:-2

Alias: $sct = http://snomed.info/sct
Alias: $loinc = http://loinc.org
Alias: $ieee = urn:iso:std:iso:11073:10101
Alias: $ucum = http://unitsofmeasure.org
Alias: $sks = urn:oid:1.2.208.176.2.4
Alias: $sks-d = urn:oid:1.2.208.176.2.4.12
Alias: $icpc2 = urn:oid:1.2.208.176.2.31
Alias: $fsiii = urn:oid:1.2.208.176.2.21
Alias: $ffb = urn:oid:1.2.208.176.2.22
Alias: $medcom-observations = http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-observation-codes
Alias: $observation-category = http://terminology.hl7.org/CodeSystem/observation-category
Alias: $confidentiality = http://terminology.hl7.org/CodeSystem/v3-Confidentiality
Alias: $events = http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes
Alias: $destination-use = http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse

// Sets of our own, whose codes are addresses: what Identifier.system or Coding.system may be. They lie with the other Danish value sets.
// DK Core has named GLN with http since 3.5.0 and with https before; messages in use have both.
Alias: GlnSystems = https://helhed.example/fhir/ValueSet/gln-systems
// DK Core names NPU by its own address, MedCom by its Danish OID.
Alias: NpuSystems = https://helhed.example/fhir/ValueSet/npu-systems
