// MedCom Acknowledgement 2.0.3.

Profile: MedComAcknowledgementOperationOutcome
Parent: OperationOutcome
Id: medcom-acknowledgement-operationoutcome
// Warned of, where the guide refuses: an acknowledgement is not refused for the code of its reason. Nobody would hear of it.
* issue.details.coding from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-acknowledgement-issue-details (extensible)

Invariant: medcom-acknowledgement-1
Description: "A message that was not taken with 'ok' is answered with an OperationOutcome that says why."
Severity: #error
Expression: "iif(entry.resource.ofType(MessageHeader).response.code = 'ok', true, entry.resource.ofType(MessageHeader).response.code != 'ok' and entry.resource.ofType(OperationOutcome).exists())"

Invariant: medcom-acknowledgement-2
Description: "The MessageHeader follows the profile of acknowledgements."
Severity: #error
Expression: "entry.resource.ofType(MessageHeader).conformsTo('http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgementHeader')"

Profile: MedComAcknowledgementMessage
Parent: MedComMessagingMessage
Id: medcom-messaging-acknowledgement
* obeys medcom-acknowledgement-1 and medcom-acknowledgement-2

Profile: MedComAcknowledgementMessageHeader
Parent: MedComMessagingMessageHeader
Id: medcom-messaging-acknowledgementHeader
* destination[cc] ..0
* response 1..
* response.details only Reference(MedComAcknowledgementOperationOutcome)
