namespace Helhed.Fhir.Validation;

/// <summary>A reference as it is looked up among the entries of a bundle: without fragment, and with the version apart.</summary>
internal readonly record struct BundleReference(string Address, string? Version)
{
    private const string History = "/_history/";

    public bool IsAbsolute => RestAddress.IsAbsolute(Address);

    /// <summary>Whether it is by a name that means nothing outside the bundle.</summary>
    public bool IsUrn => Address.StartsWith("urn:uuid:", StringComparison.Ordinal) || Address.StartsWith("urn:oid:", StringComparison.Ordinal);

    /// <summary>Null for one that is not meant to be found among entries: to something contained, or a search.</summary>
    public static BundleReference? Of(string reference)
    {
        if (reference.Length == 0 || reference[0] == '#' || reference.Contains('?', StringComparison.Ordinal))
        {
            return null;
        }

        var fragment = reference.IndexOf('#', StringComparison.Ordinal);
        var whole = fragment < 0 ? reference : reference[..fragment];
        var history = whole.IndexOf(History, StringComparison.Ordinal);
        return history < 0 ? new BundleReference(whole, null) : new BundleReference(whole[..history], whole[(history + History.Length)..]);
    }
}
