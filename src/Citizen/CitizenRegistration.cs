using Helhed.Booking;
using Helhed.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Citizen;

/// <summary>Puts the room into a host that has <c>AddUi</c>, Access and Records.</summary>
public static class CitizenRegistration
{
    /// <summary>Adds what the citizen's pages need.</summary>
    public static IServiceCollection AddCitizen(this IServiceCollection services)
    {
        services.AddSingleton<Reach>();
        services.AddSingleton<CitizenRecords>();
        services.AddSingleton<StartNews>();
        services.AddSingleton<StartQuery>();
        services.AddSingleton<LookNames>();
        services.AddSingleton<LooksQuery>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<Mandates>();
        services.AddSingleton<ParentWrites>();
        services.AddSingleton<Once>();
        services.AddSingleton<Places>();
        services.AddSingleton<RecordQuery>();
        services.AddSingleton<LineSource>();
        services.AddSingleton<RecordPdf>();
        services.AddSingleton<RecordCopy>();
        services.AddSingleton<ResultWishes>();
        services.AddSingleton<Reports>();
        services.AddSingleton<Consents>();
        services.AddSingleton<MasterData>();
        services.AddSingleton(provider => new BookingDoors(
            provider.GetRequiredService<AppointmentList>(),
            provider.GetRequiredService<Bookings>(),
            provider.GetRequiredService<Offers>(),
            provider.GetRequiredService<WaitingList>(),
            provider.GetRequiredService<ClinicTemplates>()));
        return services;
    }

    /// <summary>Maps the public door (<c>/</c> and, in demo mode, <c>/demo</c>) and the citizen's pages below <c>/borger</c>.</summary>
    public static IEndpointRouteBuilder MapCitizen(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapPages();
        WelcomePages.Map(pages, endpoints.ServiceProvider.GetRequiredService<UiSettings>().Demo);
        CitizenPages.Map(pages);
        TogetherPages.Map(pages);
        VisitPages.Map(pages);
        TimePages.Map(pages);
        AskVisitPages.Map(pages);
        WaitPages.Map(pages);
        MessagePages.Map(pages);
        LooksPages.Map(pages);
        BlocksPages.Map(pages);
        BehalfPages.Map(pages);
        MandatePages.Map(pages);
        AnalysisPages.Map(pages);
        WishPages.Map(pages);
        DownloadPages.Map(pages);
        ReportPages.Map(pages);
        RecordPages.Map(pages);
        ConsentPages.Map(pages);
        MasterDataPages.Map(pages);
        HelpPages.Map(pages);
        return endpoints;
    }
}
