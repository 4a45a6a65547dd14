using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the citizen's pages. A text missing in one language does not compile.</summary>
internal sealed record CitizenTexts
{
    public required string Overview { get; init; }
    public required string Appointments { get; init; }
    public required string Results { get; init; }
    public required string Medicine { get; init; }
    public required string Citizen { get; init; }
    public required string Record { get; init; }
    public required string WhoLooked { get; init; }
    public required string Details { get; init; }
    public required string NextAppointment { get; init; }
    public required string NextAppointments { get; init; }
    public required string AllAppointments { get; init; }
    public required string ComingAppointments { get; init; }
    public required string PastAppointments { get; init; }
    public required string AppointmentsLead { get; init; }
    public required string NoAppointments { get; init; }
    public required string NoAppointmentsText { get; init; }
    public required string NoPastAppointments { get; init; }
    public required string EarlierAppointments { get; init; }
    public required string Cancelled { get; init; }
    public required string NoShow { get; init; }
    public required string Video { get; init; }
    public required string AppointmentWithoutName { get; init; }
    public required string Where { get; init; }
    public required string With { get; init; }
    public required string When { get; init; }
    public required string Note { get; init; }
    public required string Minutes { get; init; }
    public required string LatestResults { get; init; }
    public required string AllResults { get; init; }
    public required string ResultsLead { get; init; }
    public required string NoResults { get; init; }
    public required string NoResultsText { get; init; }
    public required string Inside { get; init; }
    public required string Above { get; init; }
    public required string Below { get; init; }
    public required string NoRange { get; init; }
    public required string NormalRange { get; init; }
    public required string Measured { get; init; }
    public required string MedicineNow { get; init; }
    public required string AllMedicine { get; init; }
    public required string MedicineLead { get; init; }
    public required string MedicineSince { get; init; }
    public required string NoMedicine { get; init; }
    public required string NoMedicineText { get; init; }
    public required string For { get; init; }
    public required string NoDose { get; init; }
    public required string CouldNotLoad { get; init; }
    public required string CouldNotLoadText { get; init; }
    public required string Outside { get; init; }
    public required string OutsideText { get; init; }
    public required string EndedTitle { get; init; }
    public required string EndedText { get; init; }
    public required string EndedBack { get; init; }

    public static CitizenTexts Of(Language language) => language == Language.English ? English : Danish;

    public string Say(RangePosition position) => position switch
    {
        RangePosition.Inside => Inside,
        RangePosition.Above => Above,
        RangePosition.Below => Below,
        _ => NoRange,
    };

    private static readonly CitizenTexts Danish = new()
    {
        Overview = "Start",
        Appointments = "Aftaler",
        Results = "Prøvesvar",
        Medicine = "Medicin",
        Citizen = "Borger",
        Record = "Journal",
        WhoLooked = "Hvem kigger",
        Details = "Om mig",
        NextAppointment = "Din næste aftale",
        NextAppointments = "Dine næste aftaler",
        AllAppointments = "Se alle aftaler",
        ComingAppointments = "Kommende aftaler",
        PastAppointments = "Tidligere besøg og aftaler",
        AppointmentsLead = "Dine aftaler med sygehus, egen læge og kommune samlet ét sted.",
        NoAppointments = "Du har ingen kommende aftaler",
        NoAppointmentsText = "Når du får en ny tid, står den her.",
        EarlierAppointments = "Vis {0} tidligere",
        NoPastAppointments = "Du har ingen tidligere besøg eller aftaler",
        Cancelled = "Aflyst",
        NoShow = "Ikke mødt op",
        Video = "Videosamtale",
        AppointmentWithoutName = "Aftale",
        Where = "Sted",
        With = "Med",
        When = "Tid",
        Note = "Husk",
        Minutes = "{0} minutter",
        LatestResults = "Dine seneste målinger og prøvesvar",
        AllResults = "Se alle prøvesvar",
        ResultsLead = "Et tal uden for normalområdet er ikke altid et problem. Den, der har bestilt prøven, ser også dit svar og kontakter dig, hvis der skal gøres noget.",
        NoResults = "Du har ingen prøvesvar endnu",
        NoResultsText = "Svarene står her, så snart de er klar.",
        Inside = "Inden for normalområdet",
        Above = "Over normalområdet",
        Below = "Under normalområdet",
        NoRange = "Intet fast normalområde",
        NormalRange = "Normalområde",
        Measured = "Målt",
        MedicineNow = "Din medicin nu",
        AllMedicine = "Se al medicin",
        MedicineLead = "Den medicin, du har fået ordineret og bruger nu. Er du i tvivl om noget, så spørg din læge eller på apoteket.",
        MedicineSince = "Siden {0}",
        NoMedicine = "Du får ingen medicin lige nu",
        NoMedicineText = "Når en læge ordinerer medicin til dig, står den her.",
        For = "For {0}",
        NoDose = "Dosis efter aftale med din læge",
        CouldNotLoad = "Denne del kunne ikke hentes lige nu",
        CouldNotLoadText = "Prøv at genindlæse siden om lidt. Resten af siden er opdateret.",
        Outside = "Din fuldmagt gælder ikke denne del",
        OutsideText = "Du ser journalen for en anden. Derfor viser vi ikke, om der står noget her. Er du forælder, ser du kun en del, når barnet er fyldt 15 år.",
        EndedTitle = "Du kan ikke se journalen mere",
        EndedText = "Fuldmagten er slut, eller barnet er blevet så gammelt, at du ikke må se med. Du er stadig logget på. Gå tilbage til din egen journal.",
        EndedBack = "Gå til min egen journal",
    };

    private static readonly CitizenTexts English = new()
    {
        Overview = "Start",
        Appointments = "Appointments",
        Results = "Results",
        Medicine = "Medicine",
        Citizen = "Citizen",
        Record = "Record",
        WhoLooked = "Who looks",
        Details = "About me",
        NextAppointment = "Your next appointment",
        NextAppointments = "Your next appointments",
        AllAppointments = "See all appointments",
        ComingAppointments = "Coming appointments",
        PastAppointments = "Past visits and appointments",
        AppointmentsLead = "Your appointments with hospital, GP and municipality in one place.",
        NoAppointments = "You have no coming appointments",
        NoAppointmentsText = "When you are given a new time, it appears here.",
        EarlierAppointments = "Show {0} earlier",
        NoPastAppointments = "You have no past visits or appointments",
        Cancelled = "Cancelled",
        NoShow = "Not attended",
        Video = "Video consultation",
        AppointmentWithoutName = "Appointment",
        Where = "Place",
        With = "With",
        When = "Time",
        Note = "Remember",
        Minutes = "{0} minutes",
        LatestResults = "Your latest measurements and results",
        AllResults = "See all results",
        ResultsLead = "A number outside the normal range is not always a problem. Whoever ordered the test sees your result too and contacts you if something needs doing.",
        NoResults = "You have no results yet",
        NoResultsText = "Results appear here as soon as they are ready.",
        Inside = "Within the normal range",
        Above = "Above the normal range",
        Below = "Below the normal range",
        NoRange = "No fixed normal range",
        NormalRange = "Normal range",
        Measured = "Measured",
        MedicineNow = "Your medicine now",
        AllMedicine = "See all medicine",
        MedicineLead = "The medicine you have been prescribed and use now. If you are in doubt, ask your doctor or the pharmacy.",
        MedicineSince = "Since {0}",
        NoMedicine = "You take no medicine at the moment",
        NoMedicineText = "When a doctor prescribes medicine for you, it appears here.",
        For = "For {0}",
        NoDose = "Dose as agreed with your doctor",
        CouldNotLoad = "This part could not be fetched just now",
        CouldNotLoadText = "Try to reload the page shortly. The rest of the page is up to date.",
        Outside = "Your mandate does not cover this part",
        OutsideText = "You see the record of somebody else. So we do not show whether there is anything here. Parents see a part only when the child has turned 15.",
        EndedTitle = "You can no longer see the record",
        EndedText = "The mandate has ended, or the child has reached an age at which you may not see it. You are still logged in. Go back to your own record.",
        EndedBack = "Go to my own record",
    };
}
