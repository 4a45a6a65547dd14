using Helhed.Records.Http;

namespace Helhed.Records.Terminology;

/// <summary>The operations of the terminology service: <see href="https://hl7.org/fhir/R4/terminology-service.html"/>.</summary>
internal static class TerminologyOperations
{
    private const OperationLevels TypeAndInstance = OperationLevels.Type | OperationLevels.Instance;

    private static readonly OperationParameter Code = new("code", 0, "1", "code", "The code. 'system' goes with it.");
    private static readonly OperationParameter Coding = new("coding", 0, "1", "Coding", "The code as a Coding.");
    private static readonly OperationParameter Concept = new("codeableConcept", 0, "1", "CodeableConcept", "Several codings; one that is right is enough.");
    private static readonly OperationParameter Date = new("date", 0, "1", "dateTime", "The day on which codes must be valid; today without one.");
    private static readonly OperationParameter Language = new("displayLanguage", 0, "1", "code", "Language of the display that is returned.");
    private static readonly OperationParameter Result = new("result", 1, "1", "boolean", "True when it is so.") { IsOutput = true };
    private static readonly OperationParameter Message = new("message", 0, "1", "string", "Why it is not; beside true, a hint.") { IsOutput = true };

    public static IReadOnlyList<Operation> All { get; } = [Expand, ValidateInSet, ValidateInSystem, Lookup, Subsumes, Translate];

    private static Operation Expand => new("ValueSet-expand", "expand", TypeAndInstance, ["ValueSet"], ExpandOperation.Handle)
    {
        Title = "Value Set Expansion",
        Description = "The codes of a value set, by pages and filtered by words. At most 10,000 codes at once.",
        Parameters =
        [
            new("url", 0, "1", "uri", "Canonical address of the value set, with |version where one is meant."),
            new("valueSet", 0, "1", "ValueSet", "The value set itself."),
            new("valueSetVersion", 0, "1", "string", "Version of the value set."),
            new("filter", 0, "1", "string", "Words, in any order, each the beginning of a word of a display, a designation or a code; case and accents do not matter."),
            Date,
            new("offset", 0, "1", "integer", "Codes to pass over."),
            new("count", 0, "1", "integer", "Codes to return; 0 asks for the total only."),
            new("includeDesignations", 0, "1", "boolean", "Whether designations are returned."),
            new("designation", 0, "*", "string", "Which designations: a language (urn:ietf:bcp:47|da) or a use (system|code)."),
            new("includeDefinition", 0, "1", "boolean", "Whether the definition of the value set is returned too."),
            new("activeOnly", 0, "1", "boolean", "Leaves out codes that are no longer in use."),
            new("excludeNested", 0, "1", "boolean", "False has codes stand below others, where there is no paging."),
            new("excludeNotForUI", 0, "1", "boolean", "Leaves out codes that only group others."),
            new("excludePostCoordinated", 0, "1", "boolean", "Post-coordinated codes are never in an expansion here."),
            Language,
            new("exclude-system", 0, "*", "canonical", "Code systems to leave out."),
            new("system-version", 0, "*", "canonical", "Version of a code system to use where the value set names none: system|version."),
            new("check-system-version", 0, "*", "canonical", "Version of a code system that must be the one used."),
            new("force-system-version", 0, "*", "canonical", "Version of a code system to use whatever the value set names."),
            new("return", 1, "1", "ValueSet", "The value set with its expansion.") { IsOutput = true },
        ],
    };

    private static Operation ValidateInSet => new("ValueSet-validate-code", "validate-code", TypeAndInstance, ["ValueSet"], ValidateCodeOperation.InValueSet)
    {
        Title = "Value Set based Validation",
        Description = "Whether a code is in a value set.",
        Parameters =
        [
            new("url", 0, "1", "uri", "Canonical address of the value set, with |version where one is meant."),
            new("valueSet", 0, "1", "ValueSet", "The value set itself."),
            new("valueSetVersion", 0, "1", "string", "Version of the value set."),
            Code,
            new("system", 0, "1", "uri", "The code's system; without it the only system that has the code is taken."),
            new("systemVersion", 0, "1", "string", "Version of the system."),
            new("display", 0, "1", "string", "A display to check."),
            Coding,
            Concept,
            Date,
            new("abstract", 0, "1", "boolean", "False makes codes wrong that only group others."),
            Language,
            Result,
            Message,
            new("display", 0, "1", "string", "The display to use.") { IsOutput = true },
            new("code", 0, "1", "code", "The code that the answer is of.") { IsOutput = true },
            new("system", 0, "1", "uri", "Its system.") { IsOutput = true },
            new("version", 0, "1", "string", "The version of the system that was asked.") { IsOutput = true },
        ],
    };

    private static Operation ValidateInSystem => new("CodeSystem-validate-code", "validate-code", TypeAndInstance, ["CodeSystem"], ValidateCodeOperation.InCodeSystem)
    {
        Title = "Code System based Validation",
        Description = "Whether a code system has a code.",
        Parameters =
        [
            new("url", 0, "1", "uri", "Canonical address of the code system."),
            new("codeSystem", 0, "1", "CodeSystem", "The code system itself."),
            Code,
            new("system", 0, "1", "uri", "The code's system, where 'url' does not say it."),
            new("version", 0, "1", "string", "Version of the code system."),
            new("display", 0, "1", "string", "A display to check."),
            Coding,
            Concept,
            Date,
            new("abstract", 0, "1", "boolean", "False makes codes wrong that only group others."),
            Language,
            Result,
            Message,
            new("display", 0, "1", "string", "The display to use.") { IsOutput = true },
            new("code", 0, "1", "code", "The code that the answer is of.") { IsOutput = true },
            new("system", 0, "1", "uri", "Its system.") { IsOutput = true },
            new("version", 0, "1", "string", "The version of the system that was asked.") { IsOutput = true },
        ],
    };

    private static Operation Lookup => new("CodeSystem-lookup", "lookup", OperationLevels.Type, ["CodeSystem"], LookupOperation.Handle)
    {
        Title = "Concept Look Up & Decomposition",
        Description = "What a code system says of a code: its texts, properties, parents and children.",
        Parameters =
        [
            Code,
            new("system", 0, "1", "uri", "The code's system."),
            new("version", 0, "1", "string", "Version of the system."),
            Coding,
            Date,
            Language,
            new("property", 0, "*", "code", "Properties to return: those of the system, definition, designation, parent, child, lang.X; all without it."),
            new("name", 1, "1", "string", "Name of the code system.") { IsOutput = true },
            new("version", 0, "1", "string", "Its version.") { IsOutput = true },
            new("display", 1, "1", "string", "The display to use.") { IsOutput = true },
            new("designation", 0, "*", "", "Further texts.")
            {
                IsOutput = true,
                Parts = [new("language", 0, "1", "code", "Language."), new("use", 0, "1", "Coding", "Use."), new("value", 1, "1", "string", "The text.")],
            },
            new("property", 0, "*", "", "Properties.")
            {
                IsOutput = true,
                Parts = [new("code", 1, "1", "code", "Which property."), new("value", 0, "1", "Element", "Its value."), new("description", 0, "1", "string", "Display of a code.")],
            },
        ],
    };

    private static Operation Subsumes => new("CodeSystem-subsumes", "subsumes", TypeAndInstance, ["CodeSystem"], SubsumesOperation.Handle)
    {
        Title = "Subsumption Testing",
        Description = "Whether one code stands above another in their system.",
        Parameters =
        [
            new("codeA", 0, "1", "code", "The one code."),
            new("codeB", 0, "1", "code", "The other code."),
            new("system", 0, "1", "uri", "Their system."),
            new("version", 0, "1", "string", "Version of the system."),
            new("codingA", 0, "1", "Coding", "The one code as a Coding."),
            new("codingB", 0, "1", "Coding", "The other code as a Coding."),
            new("outcome", 1, "1", "code", "equivalent, subsumes (A stands above B), subsumed-by or not-subsumed.") { IsOutput = true },
        ],
    };

    private static Operation Translate => new("ConceptMap-translate", "translate", TypeAndInstance, ["ConceptMap"], TranslateOperation.Handle)
    {
        Title = "Concept Translation",
        Description = "What concept maps say of a code; without a map named, all maps that know it.",
        Parameters =
        [
            new("url", 0, "1", "uri", "Canonical address of the concept map."),
            new("conceptMap", 0, "1", "ConceptMap", "The concept map itself."),
            new("conceptMapVersion", 0, "1", "string", "Version of the concept map."),
            Code,
            new("system", 0, "1", "uri", "The code's system."),
            new("version", 0, "1", "string", "Version of the system."),
            new("source", 0, "1", "uri", "Value set that the code is from."),
            Coding,
            Concept,
            new("target", 0, "1", "uri", "Value set that is wanted."),
            new("targetsystem", 0, "1", "uri", "Code system that is wanted."),
            new("dependency", 0, "*", "", "What else is known of the code's place.")
            {
                Parts = [new("element", 0, "1", "uri", "Which element."), new("concept", 0, "1", "CodeableConcept", "Its value.")],
            },
            new("reverse", 0, "1", "boolean", "True to ask which codes are mapped to this one."),
            Result,
            Message,
            new("match", 0, "*", "", "A counterpart.")
            {
                IsOutput = true,
                Parts =
                [
                    new("equivalence", 0, "1", "code", "How the counterpart relates to the code."),
                    new("concept", 0, "1", "Coding", "The counterpart."),
                    new("product", 0, "*", "", "Further elements that the mapping gives.")
                    {
                        Parts = [new("element", 0, "1", "uri", "Which element."), new("concept", 0, "1", "Coding", "Its value.")],
                    },
                    new("source", 0, "1", "uri", "The concept map."),
                ],
            },
        ],
    };
}
