using System.Collections.Frozen;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>What the common analyses are, in words for everybody. By NPU or LOINC code.</summary>
internal static class AnalysisTexts
{
    private static readonly FrozenDictionary<string, (string Danish, string English)> Known = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["NPU02319"] = ("Hæmoglobin er det i blodet, der bærer ilt rundt i kroppen. Har du for lidt, kan du blive træt og bleg. Det kan skyldes, at du mangler jern, eller at du har mistet blod.", "Haemoglobin carries oxygen round the body. With too little you can be tired and pale. It can be because you lack iron or have lost blood."),
        ["NPU02593"] = ("Leukocytter er de hvide blodlegemer. De kæmper mod bakterier og virus. Tallet stiger ofte, når du har en infektion. Det falder ofte under kemoterapi.", "Leukocytes are the white blood cells. They fight bacteria and viruses. The number often rises when you have an infection. It often falls during chemotherapy."),
        ["NPU02902"] = ("Neutrofile er en slags hvide blodlegemer. De er de første, der kæmper mod bakterier. Efter kemoterapi er tallet ofte lavt i nogle dage. Får du feber imens, så ring til afdelingen.", "Neutrophils are a kind of white blood cell. They are the first to fight bacteria. After chemotherapy the number is often low for some days. If you get a fever then, call the unit."),
        ["NPU03568"] = ("Trombocytter får blodet til at størkne, når du får et sår. Er tallet lavt, får du nemmere blå mærker.", "Platelets make the blood clot when you are hurt. If the number is low, you bruise more easily."),
        ["NPU19748"] = ("CRP viser, om der er betændelse i kroppen. Tallet stiger hurtigt ved en infektion og falder igen, når du bliver rask.", "CRP shows whether there is inflammation in the body. The number rises fast with an infection and falls when you get well."),
        ["NPU18016"] = ("Kreatinin viser, hvordan dine nyrer har det. Det kommer fra musklerne og ud med urinen. Er tallet højt, arbejder nyrerne måske for lidt.", "Creatinine shows how your kidneys are. It comes from the muscles and leaves with the urine. If the number is high, the kidneys may work too little."),
        ["DNK35302"] = ("eGFR er et skøn over, hvor godt nyrerne renser blodet. Et højt tal er godt. Tallet falder lidt med alderen.", "eGFR is an estimate of how well the kidneys clean the blood. A high number is good. It falls a little with age."),
        ["NPU03230"] = ("Kalium er et salt. Hjertet og musklerne har brug for det. Både for lidt og for meget kan påvirke hjertet, så lægen holder øje med det.", "Potassium is a salt that the heart and the muscles need. Both too little and too much can affect the heart, so the doctor keeps an eye on it."),
        ["NPU03429"] = ("Natrium er et salt. Det viser, om der er balance mellem salt og vand i kroppen.", "Sodium is a salt. It shows whether salt and water are in balance in the body."),
        ["NPU19651"] = ("ALAT viser, hvordan leveren har det. Tallet kan stige af alkohol, fedt i leveren eller medicin.", "ALAT shows how the liver is. The number can rise with alcohol, fat in the liver or medicine."),
        ["NPU19673"] = ("Albumin er et protein i blodet. Det falder, hvis du spiser for lidt eller har været syg længe.", "Albumin is a protein in the blood. It falls if you eat too little or have been ill for long."),
        ["NPU27300"] = ("HbA1c viser dit blodsukker over de sidste to til tre måneder. 48 eller mere kan være diabetes. Har du diabetes, aftaler du dit eget mål med lægen.", "HbA1c shows your blood sugar over the last two to three months. 48 or more can be diabetes. If you have diabetes, you agree on your own goal with the doctor."),
        ["NPU01566"] = ("Kolesterol er fedt i blodet. Meget kolesterol gør det mere sandsynligt, at årerne bliver snævre.", "Cholesterol is fat in the blood. Much of it makes it more likely that the blood vessels become narrow."),
        ["NPU01567"] = ("HDL er det gode kolesterol. Det rydder op i årerne, så her er et højt tal godt.", "HDL is the good cholesterol. It cleans the blood vessels, so here a high number is good."),
        ["NPU01568"] = ("LDL er det dårlige kolesterol. Det kan sætte sig i årerne. Har du hjertesygdom eller diabetes, skal dit tal være lavere end andres.", "LDL is the bad cholesterol. It can settle in the blood vessels. With heart disease or diabetes your number should be lower than that of others."),
        ["NPU04094"] = ("Triglycerid er fedt i blodet. Det stiger af mad, sukker og alkohol.", "Triglyceride is fat in the blood. It rises with food, sugar and alcohol."),
        ["NPU28842"] = ("Prøven viser, om der kommer protein ud i urinen. Et højt tal kan være det første tegn på, at nyrerne er slidte.", "The test shows whether protein gets into the urine. A high number can be the first sign that the kidneys are worn."),
        ["NPU01685"] = ("INR viser, hvor længe blodet er om at størkne. Får du blodfortyndende medicin, har du dit eget mål, som tit er 2 til 3.", "INR shows how long the blood takes to clot. If you take blood thinners, you have a goal of your own, often 2 to 3."),
        ["NPU21571"] = ("NT-proBNP viser, om hjertet er på overarbejde. Tallet stiger også med alderen.", "NT-proBNP shows whether the heart is overworked. The number also rises with age."),
        ["NPU27501"] = ("Troponin kommer ud i blodet, når hjertet har taget skade. Prøven bruges, når man har ondt i brystet.", "Troponin gets into the blood when the heart is hurt. The test is used when the chest hurts."),
        ["NPU03577"] = ("TSH styrer, hvor meget stofskifte du har. Et højt tal kan betyde for lavt stofskifte. Et lavt tal kan betyde for højt stofskifte.", "TSH controls your metabolism. A high number can mean a slow thyroid, a low number a fast one."),
        ["NPU19763"] = ("Ferritin viser, hvor meget jern du har på lager. Er tallet lavt, mangler du jern.", "Ferritin shows how much iron you have in store. If the number is low, you lack iron."),
        ["NPU01700"] = ("B12 er et vitamin. Nerver og blod har brug for det. Du får det fra kød, fisk, æg og mælk.", "B12 is a vitamin that nerves and blood need. You get it from meat, fish, eggs and milk."),
        ["NPU10267"] = ("D-vitamin gør knoglerne stærke. Du får det fra solen og fra fede fisk. Mange har for lidt om vinteren.", "Vitamin D makes the bones strong. You get it from the sun and from oily fish. Many have too little in winter."),
        ["NPU19719"] = ("CEA er et stof i blodet. Lægen følger det for at se, om en behandling virker. Tallet kan også stige af andre grunde, så det siger ikke noget alene.", "CEA is a substance in the blood. The doctor follows it to see whether a treatment works. It can rise for other reasons too, so it says nothing alone."),
        ["NPU02192"] = ("Glukose er sukker i blodet lige nu. Tallet stiger, når du har spist.", "Glucose is sugar in the blood right now. The number rises when you have eaten."),
        ["2708-6"] = ("Iltmætning viser, hvor meget ilt der er i blodet. De fleste ligger over 95 %. Har du KOL, er dit eget mål tit lavere.", "Oxygen saturation shows how much oxygen is in the blood. Most are over 95 %. With COPD your own goal is often lower."),
        ["8867-4"] = ("Puls er, hvor mange gange hjertet slår på et minut.", "Pulse is how many times the heart beats in a minute."),
        ["9279-1"] = ("Tallet er, hvor mange gange du trækker vejret på et minut.", "The number is how many times you breathe in a minute."),
        ["8310-5"] = ("Over 38 grader er feber.", "Over 38 degrees is a fever."),
        ["29463-7"] = ("Vægten siger mest, når den ændrer sig. Tager du hurtigt på, kan det være væske.", "Weight says most when it changes. If you gain fast, it can be fluid."),
        ["39156-5"] = ("BMI er din vægt set i forhold til din højde. Det tager ikke højde for, hvor mange muskler du har.", "BMI is your weight compared with your height. It does not consider how much muscle you have."),
        ["8480-6"] = ("Det høje tal i blodtrykket er trykket, når hjertet slår. Under 140 er fint for de fleste.", "The high number of the blood pressure is the pressure when the heart beats. Under 140 is fine for most."),
        ["8462-4"] = ("Det lave tal i blodtrykket er trykket, når hjertet hviler. Under 90 er fint for de fleste.", "The low number of the blood pressure is the pressure when the heart rests. Under 90 is fine for most."),
        ["19935-6"] = ("Peak flow er, hvor hurtigt du kan puste luft ud. Tallet vokser, når et barn vokser. Er det lavere end ellers, kan astmaen være ude af kontrol.", "Peak flow is how fast you can blow air out. The number grows as a child grows. If it is lower than usual, the asthma may be out of control."),
        ["8302-2"] = ("Højden følges hos børn for at se, om de vokser, som de skal.", "Height is followed in children to see whether they grow as they should."),
        ["20150-9"] = ("FEV1 er, hvor meget luft du kan puste ud på ét sekund.", "FEV1 is how much air you can blow out in one second."),
        ["20152-5"] = ("Tallet viser dine lunger ved siden af, hvad man venter for din alder og højde. 100 % er som ventet.", "The number compares your lungs with what is expected for your age and height. 100 % is as expected."),
        ["19926-5"] = ("Tallet viser, hvor stor en del af luften du får ud i det første sekund. Under 70 % kan være KOL.", "The number shows how much of the air you get out in the first second. Under 70 % can be COPD."),
        ["44261-6"] = ("PHQ-9 er svar på ni spørgsmål om humør. Et højt tal er tegn på depression.", "PHQ-9 is the answers to nine questions about mood. A high number is a sign of depression."),
        ["10230-1"] = ("Tallet viser, hvor meget blod hjertet pumper ud i hvert slag. Over 50 % er fint.", "The number shows how much blood the heart pumps out in each beat. Over 50 % is fine."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What it is; null when nobody has written it.</summary>
    public static string? Of(string? code, Language language) =>
        code is not null && Known.TryGetValue(code, out var text) ? language == Language.English ? text.English : text.Danish : null;

    /// <summary>All Danish texts, to be measured.</summary>
    internal static IEnumerable<string> AllDanish => Known.Values.Select(v => v.Danish);
}
