// DK Core 3.8.0: identifiers.

// No mod-11: numbers without it have been given out since 2007. The date's month and day must be possible; which century it is in, and
// 29 February, are checked in code.
Invariant: cpr
Description: "A CPR number has ten digits, of which the first six are a day, a month and a year."
Severity: #error
Expression: "matches('^((((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))[0-9]{6})$')"

Profile: DkCoreCprIdentifier
Parent: Identifier
Id: dk-core-cpr-identifier
* use = #official (exactly)
* system 1..
* system = $cpr (exactly)
* value 1.. 
  * ^maxLength = 10
  * obeys cpr

Invariant: x-ecpr
Description: "A national replacement number (X-eCPR) is a date as DDMMYY, 1 or 7, two capital letters and a digit."
Severity: #error
Expression: "matches('^((((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))([0-9]{2})((1|7){1})([A-Z]{2})([0-9]{1}))$')"

Profile: DkCoreXeCprIdentifier
Parent: Identifier
Id: dk-core-x-ecpr-identifier
* use = #temp (exactly)
* system 1..
* system = $x-ecpr (exactly)
* value 1..
  * ^maxLength = 10
  * obeys x-ecpr

Invariant: d-ecpr
Description: "A regional replacement number (D-eCPR) is a date as DDMMYY, 0, 5 or 6, two capital letters and a digit."
Severity: #error
Expression: "matches('^((((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))([0-9]{2})((0|5|6){1})([A-Z]{2})([0-9]{1}))$')"

// Each region has its own system.
Profile: DkCoreDeCprIdentifier
Parent: Identifier
Id: dk-core-d-ecpr-identifier
* use = #temp (exactly)
* system 1..
* system from http://hl7.dk/fhir/core/ValueSet/DkCoreDeCPRValueSet (required)
* value 1..
  * ^maxLength = 10
  * obeys d-ecpr

// Warned of, where the guide refuses: SOR numbers of other shapes are in use. The check digit is looked at in code, as a warning too.
Invariant: min-digits-sor
Description: "A SOR number has at least 11 digits."
Severity: #warning
Expression: "matches('^([0-9]){11,}$')"

Profile: SORIdentifier
Parent: Identifier
Id: dk-core-sor-identifier
* use = #official (exactly)
* system 1..
* system = $sor (exactly)
* value 1..
  * obeys min-digits-sor

Invariant: gln-length
Description: "A GLN has 13 digits."
Severity: #error
Expression: "matches('^[0-9]{13}$')"

Invariant: gln-modulus-10
Description: "The last digit of a GLN must fit the others (modulus 10)."
Severity: #error
Expression: """
  ((
  (10-((substring(0,1).toInteger()*1)+
  (substring(1,1).toInteger()*3)+
  (substring(2,1).toInteger()*1)+
  (substring(3,1).toInteger()*3)+
  (substring(4,1).toInteger()*1)
  +(substring(5,1).toInteger()*3)
  +(substring(6,1).toInteger()*1)
  +(substring(7,1).toInteger()*3)
  +(substring(8,1).toInteger()*1)
  +(substring(9,1).toInteger()*3)
  +(substring(10,1).toInteger()*1)
  +(substring(11,1).toInteger()*3))mod(10))mod(10))=substring(12,1).toInteger())
  """

// Both systems, where the guide has only http.
Profile: GLNIdentifier
Parent: Identifier
Id: dk-core-gln-identifier
* use = #official (exactly)
* system 1..
* system from GlnSystems (required)
* value 1..
  * obeys gln-length and gln-modulus-10

Invariant: CVR-length
Description: "A CVR number has 8 digits."
Severity: #error
Expression: "matches('^[0-9]{8}$')"

Invariant: CVR-modulus-11
Description: "The digits of a CVR number must fit each other (modulus 11)."
Severity: #error
Expression: """
  ((
  (substring(0,1).toInteger()*2)+
  (substring(1,1).toInteger()*7)+
  (substring(2,1).toInteger()*6)+
  (substring(3,1).toInteger()*5)+
  (substring(4,1).toInteger()*4)+
  (substring(5,1).toInteger()*3)+
  (substring(6,1).toInteger()*2)+
  (substring(7,1).toInteger()*1)) mod(11)=0)
  """

Profile: CVRIdentifier
Parent: Identifier
Id: dk-core-cvr-identifier
* use = #official (exactly)
* system 1..
* system = $cvr (exactly)
* value 1..
  * obeys CVR-length and CVR-modulus-11

Invariant: uuid
Description: "The value is urn:uuid: and a UUID in small letters."
Severity: #error
Expression: "matches('urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')"

Profile: KombitOrgIdentifier
Parent: Identifier
Id: dk-core-kombit-org-identifier
* use = #official (exactly)
* system 1..
* system = $kombit (exactly)
* value 1..
  * obeys uuid

Profile: ProducentId
Parent: Identifier
Id: dk-core-producent-id
* use = #official (exactly)
* system 1..
* system = $producers (exactly)
* value 1..

Invariant: authorization-id-format
Description: "An authorisation number has five signs: digits, and letters that are not vowels (Y is allowed)."
Severity: #error
Expression: "matches('^([b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z0-9]){5}$')"

Profile: AuthorizationIdentifier
Parent: Identifier
Id: dk-core-authorization-identifier
* system 1..
* system = $authorisations (exactly)
* value 1..
  * ^maxLength = 5
  * obeys authorization-id-format
