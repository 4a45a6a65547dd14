using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir.Danish;

/// <summary>
/// Rules of MedCom messages that the guides state in words and the profiles do not, or that hold whether or not a profile is claimed. What
/// takes more than the message itself (that a Bundle's id is new, that a message is no repetition) is for whoever receives it.
/// </summary>
internal static class MedComMessageRules
{
    private const string EndpointStart = "https://sor2.sum.dsdn.dk/#id=";

    public static void Check(ValidationRun run, MedComMessage message)
    {
        CheckProfile(run, message);
        CheckPatient(run, message);
        CheckEndpoints(run, message);
        CheckHistory(run, message);
        CheckAgents(run, message);
        CheckNarratives(run, message);
    }

    // What a message is follows from its event; leaving out meta.profile, or naming an older address, is no way around the rules.
    private static void CheckProfile(ValidationRun run, MedComMessage message)
    {
        if (message.Profile is not { } url || run.Validator.Profiles.Find(url) is not { } profile)
        {
            return;
        }

        var claims = new NodeReader(run.Document, 0).Child("meta"u8) is { Node.Kind: NodeKind.Object } meta ? DefinitionReader.All(meta, "profile"u8) : [];
        if (!claims.Exists(c => run.Validator.Profiles.Find(c.Text())?.Url == url))
        {
            run.Log.Warning(
                0, "required", $"A message with the event {message.Event} claims the profile {url} in meta.profile; it was checked against it.",
                $"En besked med hændelsen {message.Event} skal angive profilen {url} i meta.profile; den er kontrolleret mod den.");
            run.CheckProfile(profile, 0);
        }
    }

    // The others' profiles say it themselves.
    private static void CheckPatient(ValidationRun run, MedComMessage message)
    {
        var patients = message.All("Patient").Count();
        if (message.Event == "homecareobservation-message" && patients != 1)
        {
            run.Log.Error(0, "business-rule", $"A message is about exactly one Patient; this one has {patients}.", $"En besked handler om netop én patient; denne har {patients}.");
        }
    }

    private static void CheckEndpoints(ValidationRun run, MedComMessage message)
    {
        var header = new NodeReader(run.Document, message.Header);
        foreach (var destination in DefinitionReader.All(header, "destination"u8))
        {
            CheckEndpoint(run, destination.Child("endpoint"u8), destination.Child("receiver"u8));
        }

        CheckEndpoint(run, header.Child("source"u8)?.Child("endpoint"u8), header.Child("sender"u8));
    }

    private static void CheckEndpoint(ValidationRun run, NodeReader? endpoint, NodeReader? organization)
    {
        if (endpoint is not { Node.Kind: NodeKind.String } address || organization is not { } reference || run.References.Resolve(reference.Index) is not { } target)
        {
            return;
        }

        var numbers = DefinitionReader.All(new NodeReader(target.Document, target.Node), "identifier"u8)
            .Where(i => MedComMessage.Text(i, "system"u8) == DanishSystems.Sor).Select(i => MedComMessage.Text(i, "value"u8)).ToList();
        if (numbers.Count > 0 && !numbers.Exists(n => address.Text() == EndpointStart + n))
        {
            run.Log.Warning(
                address.Index, "business-rule", $"The endpoint is that of the organisation beside it: {EndpointStart}{numbers[0]}.",
                $"Endepunktet er organisationens, som står ved siden af: {EndpointStart}{numbers[0]}.");
        }
    }

    // Each step of the history names the message that it was, and the one before it.
    private static void CheckHistory(ValidationRun run, MedComMessage message)
    {
        var header = MedComMessage.Text(new NodeReader(run.Document, message.Header), "id"u8);
        var steps = message.All("Provenance").Select(p => new NodeReader(run.Document, p.Resource)).ToList();
        var told = steps.SelectMany(s => DefinitionReader.All(s, "target"u8)).Select(t => IdOf(MedComMessage.Text(t, "reference"u8))).ToHashSet();
        if (steps.Count > 0 && header.Length > 0 && !told.Contains(header))
        {
            run.Log.Warning(
                message.Header, "business-rule", $"No Provenance tells of this message: one of them has the MessageHeader {header} as its target.",
                $"Ingen Provenance fortæller om denne besked: en af dem skal have MessageHeader {header} som target.");
        }

        foreach (var entity in steps.SelectMany(s => DefinitionReader.All(s, "entity"u8)).Where(e => MedComMessage.Text(e, "role"u8) == "revision"))
        {
            CheckPreceding(run, entity, told);
        }
    }

    private static void CheckPreceding(ValidationRun run, NodeReader entity, HashSet<string> told)
    {
        if (entity.Child("what"u8) is not { Node.Kind: NodeKind.Object } what)
        {
            return;
        }

        var reference = MedComMessage.Text(what, "reference"u8);
        if (reference.Length > 0 && !told.Contains(IdOf(reference)))
        {
            run.Log.Warning(
                what.Index, "business-rule", $"The history has a gap: no Provenance tells of the preceding message {reference}.",
                $"Historikken har et hul: ingen Provenance fortæller om den foregående besked {reference}.");
        }

        // A message that was no FHIR is named by the sender's GLN and the letter's own identifier.
        var letter = what.Child("identifier"u8) is { } identifier ? MedComMessage.Text(identifier, "value"u8) : "";
        if (reference.Length == 0 && !IsLetter(letter))
        {
            run.Log.Warning(
                what.Index, "business-rule", "A preceding message is named by a reference to its MessageHeader, or as GLN#letter where it was EDIFACT or OIOXML.",
                "En foregående besked nævnes ved en henvisning til dens MessageHeader, eller som lokationsnummer#brevid, hvis den var EDIFACT eller OIOXML.");
        }
    }

    private static void CheckAgents(ValidationRun run, MedComMessage message)
    {
        foreach (var agent in message.All("Provenance").SelectMany(p => DefinitionReader.All(new NodeReader(run.Document, p.Resource), "agent"u8)))
        {
            if (agent.Child("who"u8) is { Node.Kind: NodeKind.Object } who && MedComMessage.Text(who, "reference"u8) is { Length: > 0 } reference && run.References.Bundle.Find(reference, who.Index) < 0)
            {
                run.Log.Warning(
                    who.Index, "business-rule", $"{reference}, which the history names, is not in the message: receivers cannot show who it was.",
                    $"{reference}, som historikken nævner, er ikke i beskeden: modtagere kan ikke vise, hvem det var.");
            }
        }
    }

    private static bool IsLetter(string text) => text.IndexOf('#', StringComparison.Ordinal) is var hash && hash == 13 && text.Length > 14 && !text.AsSpan(0, 13).ContainsAnyExceptInRange('0', '9');

    private static string IdOf(string reference) => reference[(reference.LastIndexOfAny(['/', ':']) + 1)..];

    // Receivers show the narrative. The profiles demand it of most resources; of these the guides do in words.
    private static void CheckNarratives(ValidationRun run, MedComMessage message)
    {
        foreach (var entry in message.Entries)
        {
            if (entry.Type is "MessageHeader" or "Provenance" or "Communication" && new NodeReader(run.Document, entry.Resource).Child("text"u8) is null)
            {
                run.Log.Warning(
                    entry.Resource, "business-rule", $"A {entry.Type} in a message has a narrative (text), which receivers show.",
                    $"En {entry.Type} i en besked har en fortælling (text), som modtagere viser.");
            }
        }
    }
}
