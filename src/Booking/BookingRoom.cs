using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Helhed.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Booking;

/// <summary>Puts Booking into the host.</summary>
public static class BookingRoom
{
    /// <summary>Lets Booking take part in the store's writes. Without it nothing keeps a time from being taken twice: to be called where the store is opened.</summary>
    /// <param name="records">The store.</param>
    public static void Attach(RecordStore records)
    {
        ArgumentNullException.ThrowIfNull(records);
        records.AddParticipant("Appointment", AppointmentCells.TakePart);
        records.AddParticipant("Slot", SlotLines.TakePart);
    }

    /// <summary>Adds Booking to a host that has the platform and an attached store.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="channels">The carriers of messages; null for simulated ones.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddBooking(this IServiceCollection services, MessageChannels? channels = null)
    {
        services.AddSingleton(channels ?? MessageChannels.Simulated);
        services.AddSingleton<ClinicTemplates>();
        services.AddSingleton<Bookings>();
        services.AddSingleton<WaitingList>();
        services.AddSingleton<WaitingDesk>();
        services.AddSingleton<Offers>();
        services.AddSingleton<Absences>();
        services.AddSingleton<Preferences>();
        services.AddSingleton<AppointmentList>();
        services.AddSingleton<ClinicCalendar>();
        services.AddSingleton<CalendarFeeds>();
        services.AddSingleton<ApdExchange>();
        services.AddSingleton<Horizon>();
        services.AddSingleton<FollowUp>();
        services.AddSingleton<MessageSender>();
        services.AddSingleton<Letters>();
        services.AddHostedService<DailyRound>();
        services.AddReaction(provider => new Reaction(
            AppointmentReaction.Name, new AppointmentReaction(provider.GetRequiredService<WorkQueue>(), provider.GetRequiredService<TimeProvider>()).Handle)
        {
            Topic = TopicOf("Appointment"),
        });
        services.AddReaction(provider => new Reaction(Letters.ReactionToWishes, provider.GetRequiredService<Letters>().HandleConsent) { Topic = TopicOf("Consent") });
        services.AddReaction(provider => new Reaction(Letters.ReactionToReports, provider.GetRequiredService<Letters>().HandleReport) { Topic = TopicOf("DiagnosticReport") });
        services.AddWork(provider => new WorkKind(Letters.Work, (item, ct) => provider.GetRequiredService<Letters>().Run(item.Payload, ct)));
        services.AddWork(provider => new WorkKind(Horizon.Work, async (item, ct) => await provider.GetRequiredService<Horizon>().Run(item.Payload, ct)));
        services.AddWork(provider => new WorkKind(FollowUp.Work, (item, ct) => provider.GetRequiredService<FollowUp>().Run(item.Payload, ct)));
        services.AddWork(provider => new WorkKind(Offers.Work, async (item, ct) => await provider.GetRequiredService<Offers>().Run(item.Payload, ct)));
        services.AddWork(provider => new WorkKind(Outbox.Work, async (_, ct) =>
        {
            if (await provider.GetRequiredService<MessageSender>().Run(ct) is { } next)
            {
                await MessageSender.ComeBack(
                    provider.GetRequiredService<Database>(), provider.GetRequiredService<WorkQueue>(), next, provider.GetRequiredService<TimeProvider>().GetUtcNow(), ct);
            }
        }));
        return services;
    }

    /// <summary>Maps <c>/kalender/{secret}.ics</c> (a calendar program reads somebody's appointments) and <c>/apd</c> (APD-DK documents in and out).</summary>
    /// <param name="endpoints">The host's endpoints, behind Access.</param>
    /// <returns>The same endpoints.</returns>
    public static IEndpointRouteBuilder MapBooking(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/kalender/{secret}.ics", CalendarFile.Feed);
        endpoints.MapPost("/apd", ApdDoor.Take);
        endpoints.MapGet("/apd/{id}", ApdDoor.Give);
        return endpoints;
    }

    private static short TopicOf(string type) => (short)R4Definitions.Default.FindResource(type)!.Index;
}
