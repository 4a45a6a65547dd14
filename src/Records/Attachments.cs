using Helhed.Access;
using Helhed.Fhir.R4;

namespace Helhed.Records;

/// <summary>What is attached to a record. https://hl7.org/fhir/R4/datatypes.html#Attachment</summary>
public static class Attachments
{
    /// <summary>An attachment with its content, which stands in it or in a Binary of this store that it names.</summary>
    /// <param name="records">The store.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="attachment">The attachment; null for none.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The attachment with its data; null without any, or where it names what the caller does not see or what is elsewhere.</returns>
    public static async ValueTask<Attachment?> Whole(this RecordStore records, Caller caller, Attachment? attachment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (attachment is null or { Data: not null })
        {
            return attachment;
        }

        return attachment.Url?.Split('/') is ["Binary", var id] && (await records.Read(caller, "Binary", id, ct)).TryGet(out var stored, out _) && stored.As<Binary>() is { Data: not null } binary
            ? new Attachment { ContentType = binary.ContentType, Data = binary.Data, Title = attachment.Title, Creation = attachment.Creation }
            : null;
    }
}
