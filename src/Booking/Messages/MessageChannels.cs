namespace Helhed.Booking;

/// <summary>A message on its way.</summary>
/// <param name="Key">The same at every try: a channel that has it already does nothing.</param>
/// <param name="Channel">digital-post, sms or e-mail.</param>
/// <param name="Receiver">A reference to the patient for Digital Post; a number or an address for the others.</param>
/// <param name="Words">The text.</param>
public sealed record OutgoingMessage(string Key, string Channel, string Receiver, string Words);

/// <summary>Hands a message to whoever carries it. An exception means: try again later.</summary>
/// <param name="message">The message.</param>
/// <param name="ct">Cancels it.</param>
/// <returns>When it is handed over.</returns>
public delegate ValueTask SendMessage(OutgoingMessage message, CancellationToken ct);

/// <summary>The carriers of messages. Digital Post, SMS and e-mail need agreements with those who carry them.</summary>
/// <param name="Send">Carries all messages.</param>
/// <param name="IsSimulated">True where nothing leaves the program: what was "sent" can be read on the citizen's page, marked as simulated.</param>
public sealed record MessageChannels(SendMessage Send, bool IsSimulated)
{
    /// <summary>Carries nothing anywhere; the outbox keeps what would have been sent.</summary>
    public static MessageChannels Simulated { get; } = new((_, _) => ValueTask.CompletedTask, IsSimulated: true);
}
