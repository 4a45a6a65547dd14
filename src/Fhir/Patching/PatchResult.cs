namespace Helhed.Fhir.Patching;

/// <summary>What kept a patch from being applied.</summary>
public enum PatchErrorKind
{
    /// <summary>The patch, or the document, is not what its specification says: nothing was tried. HTTP 400.</summary>
    Invalid,

    /// <summary>A place that an operation names is not there, or cannot take the value. HTTP 422.</summary>
    Target,

    /// <summary>A <c>test</c> operation found another value. HTTP 422.</summary>
    Test,

    /// <summary>The resource would not be right after an operation. HTTP 422.</summary>
    Result,

    /// <summary>The patch, the work it asks for, or its result is larger than the limits. HTTP 413.</summary>
    Limit,
}

/// <summary>Why a patch was refused as a whole. Nothing of it has been applied.</summary>
/// <param name="Kind">What sort of error it is.</param>
/// <param name="Operation">Which operation, counted from 0; -1 when it is none of them.</param>
/// <param name="Path">The path of the operation as it was written, where it has one.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record PatchError(PatchErrorKind Kind, int Operation, string? Path, string Message);

/// <summary>The patched document, or the error that kept it from being made.</summary>
/// <param name="Json">UTF-8 JSON; null when there is an error.</param>
/// <param name="Error">Null when there is a result.</param>
public sealed record PatchResult(byte[]? Json, PatchError? Error);

/// <summary>Bounds of what a patch may ask for.</summary>
/// <param name="MaxOperations">Operations in one patch.</param>
/// <param name="MaxBytes">Size of the document, of the patch and of the result, each.</param>
/// <param name="MaxDepth">Nesting of objects and arrays, in all three.</param>
/// <param name="MaxMilliseconds">Time for all paths of a FHIRPath Patch together; one path also has the limits of its context.</param>
public sealed record PatchLimits(int MaxOperations = 1000, int MaxBytes = 16 * 1024 * 1024, int MaxDepth = 128, int MaxMilliseconds = 1000)
{
    /// <summary>The limits used when none are given.</summary>
    public static PatchLimits Default { get; } = new();
}

/// <summary>Ends the work on a patch from wherever it finds that it cannot go on; never leaves this namespace.</summary>
internal sealed class PatchRefusedException(PatchErrorKind kind, string message) : Exception(message)
{
    public PatchErrorKind Kind => kind;
}
