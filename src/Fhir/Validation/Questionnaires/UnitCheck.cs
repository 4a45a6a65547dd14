using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.Validation;

/// <summary>Whether the unit of an answer is one that a question offers.</summary>
internal sealed class UnitCheck(ValidationRun run, Form form)
{
    private readonly IssueLog _log = run.Log;
    private readonly AnswerSets _sets = new(run, form);

    public void Check(NodeReader quantity, FormLimits limits)
    {
        if (limits.OtherUnits is { } system && quantity.TextOf("system"u8) == system)
        {
            return;
        }

        if (limits.Units.Count > 0)
        {
            CheckOptions(quantity, limits.Units);
        }
        else if (limits.UnitValueSet is { } valueSet)
        {
            CheckSet(quantity, valueSet);
        }
        else if (limits.Unit is { } unit)
        {
            CheckUnit(quantity, unit);
        }
    }

    private void CheckOptions(NodeReader quantity, List<NodeReader> units)
    {
        var code = quantity.TextOf("code"u8);
        var system = quantity.TextOf("system"u8);
        var list = string.Join(", ", units.Select(u => u.TextOf("code"u8) ?? u.TextOf("display"u8)));
        if (code is not null && units.Exists(u => u.TextOf("code"u8) == code && u.TextOf("system"u8) == system))
        {
            return;
        }

        if (code is null && quantity.TextOf("unit"u8) is { } words && units.Exists(u => u.TextOf("display"u8) == words || u.TextOf("code"u8) == words))
        {
            _log.Warning(
                quantity.Index, "value", $"The unit '{words}' is given in words only; give its system and code too.", $"Enheden '{words}' er kun angivet i ord; angiv også dens system og kode.");
            return;
        }

        _log.Error(
            quantity.Index, "code-invalid", $"The unit {Name(quantity) ?? "(none)"} is not among those that are offered: {list}.", $"Enheden {Name(quantity) ?? "(ingen)"} er ikke blandt dem, der tilbydes: {list}.");
    }

    private void CheckSet(NodeReader quantity, NodeReader valueSet)
    {
        switch (_sets.Contains(valueSet, quantity))
        {
            case Membership.Member:
                break;
            case Membership.NotMember:
                Refuse(quantity, valueSet);
                break;
            default:
                // Whatever is in the set, it is codes that are in it.
                if (quantity.Child("code"u8) is null)
                {
                    Refuse(quantity, valueSet);
                }
                else
                {
                    _log.Note(
                        quantity.Index, "not-found", $"The unit was not checked: the value set {valueSet.Text()} is not known here.", $"Enheden er ikke kontrolleret: værdisættet {valueSet.Text()} kendes ikke her.");
                }

                break;
        }
    }

    private void Refuse(NodeReader quantity, NodeReader valueSet) =>
        _log.Error(
            quantity.Index, "code-invalid", $"The unit {Name(quantity) ?? "(none)"} is not in {valueSet.Text()}, from which a unit with system and code is required.",
            $"Enheden {Name(quantity) ?? "(ingen)"} findes ikke i {valueSet.Text()}, hvorfra der kræves en enhed med system og kode.");

    private void CheckUnit(NodeReader quantity, NodeReader unit)
    {
        if (quantity.TextOf("code"u8) is not { } given || unit.TextOf("code"u8) is not { } wanted || given == wanted)
        {
            return;
        }

        if (!(UcumUnit.TryParse(given, out var one, out _) && UcumUnit.TryParse(wanted, out var other, out _) && one.IsComparableTo(other)))
        {
            _log.Warning(
                quantity.Index, "value", $"The answer is in {given}; the question is asked in {wanted}, into which that cannot be converted.",
                $"Svaret er i {given}; der spørges i {wanted}, som det ikke kan omregnes til.");
        }
    }

    private static string? Name(NodeReader quantity) => quantity.TextOf("code"u8) ?? (quantity.TextOf("unit"u8) is { } words ? $"'{words}'" : null);
}
