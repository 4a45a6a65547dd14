namespace Helhed.Fhir.Json;

/// <summary>
/// Joins the two properties that a primitive can have, <c>name</c> and <c>_name</c>, within one object. Arrays are joined item by item.
/// See <see href="https://hl7.org/fhir/R4/json.html#primitive"/>.
/// </summary>
internal readonly ref struct TwinLinker(Node[] nodes, int parent)
{
    public void Link()
    {
        var end = nodes[parent].End;
        for (var i = parent + 1; i < end; i = nodes[i].End)
        {
            if ((nodes[i].Flags & (NodeFlags.Companion | NodeFlags.First)) == (NodeFlags.Companion | NodeFlags.First)
                && FirstValue(nodes[i].Ordinal) is var value && value > 0)
            {
                LinkItems(value, i);
            }
        }
    }

    private int FirstValue(int ordinal)
    {
        for (var i = parent + 1; i < nodes[parent].End; i = nodes[i].End)
        {
            if (nodes[i].Ordinal == ordinal && (nodes[i].Flags & (NodeFlags.Companion | NodeFlags.First)) == NodeFlags.First)
            {
                return i;
            }
        }

        return 0;
    }

    private void LinkItems(int value, int companion)
    {
        do
        {
            nodes[value].Twin = companion;
            nodes[companion].Twin = value;
        }
        while (Next(ref value) & Next(ref companion));
    }

    private bool Next(ref int item)
    {
        var next = nodes[item].End;
        if (next >= nodes[parent].End || nodes[next].Ordinal != nodes[item].Ordinal
            || ((nodes[next].Flags ^ nodes[item].Flags) & NodeFlags.Companion) != 0 || (nodes[next].Flags & NodeFlags.First) != 0)
        {
            return false;
        }

        item = next;
        return true;
    }
}
