namespace Helhed.Records.Bulk;

/// <summary>Where the lines of an export go: into the database for a download, or into files for the command line.</summary>
internal interface IExportOutput
{
    /// <summary>Begins a kind of lines; a file is made at the first line.</summary>
    void Begin(BulkSection section, string type);

    /// <summary>Adds a resource as one line. Its bytes have no line breaks, and are copied.</summary>
    ValueTask Add(ReadOnlyMemory<byte> json, CancellationToken ct);

    /// <summary>Ends the lines that were begun last; what was added is kept when it returns.</summary>
    ValueTask End(CancellationToken ct);
}
