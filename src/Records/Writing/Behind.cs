namespace Helhed.Records.Writing;

/// <summary>
/// An earlier transaction that another one must not overtake. Until it waits, the later one has written rows of its own resources only;
/// what others write too comes behind it, so that the earlier one is not kept from that.
/// </summary>
/// <param name="Earlier">The earlier one.</param>
/// <param name="Longest">How long it is waited for. It may itself wait for somebody who waits for the later one, which no database sees.</param>
internal sealed record Behind(Task Earlier, TimeSpan Longest)
{
    /// <summary>Waits for its end.</summary>
    /// <exception cref="TurnTimeoutException">It did not end in time.</exception>
    public async ValueTask Wait()
    {
        if (await Task.WhenAny(Earlier, Task.Delay(Longest)) != Earlier)
        {
            throw new TurnTimeoutException();
        }

        await Earlier;
    }
}

/// <summary>An earlier transaction did not end in time; the later one is undone.</summary>
internal sealed class TurnTimeoutException : Exception;
