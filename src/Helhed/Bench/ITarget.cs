namespace Helhed.Bench;

/// <summary>What is measured. Each has one implementation for every way there: the bare database, the store, and HTTP.</summary>
internal enum BenchOperation
{
    /// <summary>One document by its id.</summary>
    Read,

    /// <summary>A patient's documents with one code, at most <see cref="SampleObservations.PageSize"/>.</summary>
    SearchByCode,

    /// <summary>A patient's newest documents, at most <see cref="SampleObservations.PageSize"/>.</summary>
    SearchByDate,

    /// <summary>The newest documents with one code, whoever the patient is, at most <see cref="SampleObservations.PageSize"/>.</summary>
    SearchAll,

    /// <summary>One new document, durable when it is answered.</summary>
    Create,

    /// <summary>A hundred new documents, all or nothing.</summary>
    Transaction,
}

/// <summary>One way to the data: the bare database, the record store in this process, or the server over HTTP.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>Processor time this way has cost so far.</summary>
    CpuTime Cpu { get; }

    /// <summary>False where this way does not lead to the operation.</summary>
    bool Can(BenchOperation operation);

    /// <summary>Runs one operation and throws when it does not succeed.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="caller">Number of the concurrent caller, from 0.</param>
    /// <param name="pick">What to ask for, or what to write.</param>
    /// <returns>How many documents came back or were written.</returns>
    ValueTask<int> Run(BenchOperation operation, int caller, Pick pick);
}
