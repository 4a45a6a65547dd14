// MedCom HospitalNotification 3.0.2: a hospital tells the municipality of admission, leave and discharge.

Extension: MedComHospitalNotificationLeavePeriodExtension
Id: medcom-hospitalnotifiation-leave-period-extension
* valuePeriod 0..1
* valuePeriod.start 1..

Extension: MedComHospitalNotificationReportOfAdmissionExtension
Id: medcom-messaging-reportOfAdmissionExtension
* value[x] 1..
* value[x] only boolean

Extension: MedComHospitalNotificationReportOfAdmissionRecipientExtension
Id: medcom-messaging-reportOfAdmissionRecipientExtension
* value[x] 1..
* value[x] only Reference(MedComMessagingOrganization)

Invariant: medcom-hospitalNotification-6
Description: "An Encounter on leave says when the leave began."
Severity: #error
Expression: "where(status = 'onleave').extension.value.start.exists() or status != 'onleave'"

// The encounter says that, when and where, and no more about it.
Profile: MedComHospitalNotificationEncounter
Parent: MedComCoreEncounter
Id: medcom-hospitalNotification-encounter
* obeys medcom-hospitalNotification-6
* extension contains MedComHospitalNotificationLeavePeriodExtension named leavePeriod 0..1
* status from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-hospitalNotification-encounterStatus (required)
* class from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-hospitalNotification-encounterClass (required)
* type ..0
* serviceType ..0
* priority ..0
* episodeOfCare 1..
* episodeOfCare.reference ..0
* episodeOfCare.identifier 1..
* episodeOfCare[lpr3identifier].reference ..0
* basedOn ..0
* participant ..0
* appointment ..0
* period 1..
* period.start 1..
* length ..0
* reasonCode ..0
* reasonReference ..0
* diagnosis ..0
* hospitalization ..0
* location ..0
* serviceProvider 1..
* partOf ..0

// The guide asks the entries instead of their resources, and for the address of an older edition: as written, the rule always holds.
Invariant: medcom-hospitalNotification-1
Description: "The MessageHeader follows the profile of hospital notifications."
Severity: #error
Expression: "entry.resource.ofType(MessageHeader).all(conformsTo('http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-messageHeader'))"

Invariant: medcom-hospitalNotification-2
Description: "A message is about exactly one Patient."
Severity: #error
Expression: "entry.where(resource.is(Patient)).count() = 1"

// As medcom-hospitalNotification-1.
Invariant: medcom-hospitalNotification-3
Description: "What a Provenance tells of is an activity of hospital notifications."
Severity: #error
Expression: "entry.resource.ofType(Provenance).all(activity.memberOf('http://medcomfhir.dk/ig/terminology/ValueSet/medcom-hospitalNotification-messageActivities'))"

Invariant: medcom-hospitalNotification-4
Description: "The Patient is identified by a CPR number."
Severity: #error
Expression: "entry.resource.ofType(Patient).identifier.system = 'urn:oid:1.2.208.176.1.2'"

Invariant: medcom-hospitalNotification-5
Description: "A hospital notification goes to one receiver, without copies."
Severity: #error
Expression: "Bundle.entry.resource.ofType(MessageHeader).destination.extension.value.code = 'primary'"

Profile: MedComHospitalNotificationMessage
Parent: MedComMessagingMessage
Id: medcom-hospitalNotification-message
* obeys medcom-hospitalNotification-1 and medcom-hospitalNotification-2 and medcom-hospitalNotification-3 and medcom-hospitalNotification-4 and medcom-hospitalNotification-5

Profile: MedComHospitalNotificationMessageHeader
Parent: MedComMessagingMessageHeader
Id: medcom-hospitalNotification-messageHeader
* extension contains
    MedComHospitalNotificationReportOfAdmissionExtension named reportOfAdmissionFlag 0..1 and
    MedComHospitalNotificationReportOfAdmissionRecipientExtension named reportOfAdmissionRecipient 0..1
* event[x] = $events#hospital-notification-message
* destination[cc] ..0
* focus 1..1
* focus only Reference(MedComHospitalNotificationEncounter)
  * insert Bundled
