using Helhed.Booking;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Clinic;

/// <summary>Puts the room into a host that has <c>AddUi</c>, Access and Records.</summary>
public static class ClinicRegistration
{
    /// <summary>Adds what the clinician's pages need.</summary>
    public static IServiceCollection AddClinic(this IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<CareNeedsQuery>();
        services.AddSingleton<FindQuery>();
        services.AddSingleton<FindMemory>();
        services.AddSingleton<OverviewQuery>();
        services.AddSingleton<Cases>();
        services.AddSingleton<Papers>();
        services.AddSingleton<PaperConsents>();
        services.AddSingleton<BehalfQuery>();
        services.AddSingleton<BehalfRecords>();
        services.AddSingleton<BehalfDoors>();
        services.AddSingleton(provider => new CalendarDoors(
            provider.GetRequiredService<ClinicCalendar>(),
            provider.GetRequiredService<Bookings>(),
            provider.GetRequiredService<FindQuery>(),
            provider.GetRequiredService<RecordStore>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Waiting = provider.GetRequiredService<WaitingList>(),
            Needs = provider.GetRequiredService<CareNeedsQuery>(),
            Absences = provider.GetRequiredService<Absences>(),
            Templates = provider.GetRequiredService<ClinicTemplates>(),
        });
        return services;
    }

    /// <summary>Maps <c>/klinik</c> (find a patient) and <c>/klinik/patient/{id}</c> (the overview), <c>/klinik/adgang</c> (get access) <c>/klinik/spoergsmaal</c> and <c>/klinik/sager</c> (answer patients). For staff only.</summary>
    public static IEndpointRouteBuilder MapClinic(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapPages();
        FindPages.Map(pages);
        OverviewPages.Map(pages);
        AccessPages.Map(pages);
        QuestionPages.Map(pages);
        CasePages.Map(pages);
        PaperPages.Map(pages);
        BehalfPages.Map(pages);
        CalendarPages.Map(pages);
        WaitingPages.Map(pages);
        SetupPages.Map(pages);
        return endpoints;
    }
}
