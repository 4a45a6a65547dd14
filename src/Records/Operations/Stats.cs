// https://hl7.org/fhir/R4/observation-operation-stats.html
using System.Globalization;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary><c>Observation/$stats</c>: statistics over a subject's measurements, in one unit for each code.</summary>
internal static class Stats
{
    private const string System = "http://terminology.hl7.org/CodeSystem/observation-statistics";
    private const string Ucum = "http://unitsofmeasure.org";
    private const double MsPerHour = 3_600_000;

    public static async Task<IResult> Handle(RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem)
            || !StatsRequest.Read(arguments, store.Options, store.Clock.GetUtcNow()).TryGet(out var request, out problem))
        {
            return FhirResults.Of(problem);
        }

        var outcome = await store.Database.Read(session => Calculate(store, session, context.Caller(), request), context.RequestAborted);
        return outcome.TryGet(out var parameters, out problem) ? OperationAnswer.Of(parameters) : FhirResults.Of(problem);
    }

    private static async ValueTask<Outcome<Parameters>> Calculate(RecordStore store, SqlSession session, Caller caller, StatsRequest request)
    {
        var collector = new StatsCollector(store, session, caller, request);
        return (await collector.Collect()).Map(groups => new Parameters
        {
            Parameter =
            [
                .. groups.Select(g => new ParametersParameter { Name = "statistics", Resource = Observation(request, g) }),
                .. collector.Sources.Select(s => new ParametersParameter { Name = "source", Resource = s.As<Observation>() }),
            ],
        });
    }

    private static Observation Observation(StatsRequest request, Measurements measurements) => new()
    {
        Status = "final",
        Code = measurements.Code,
        Subject = new() { ReferenceValue = request.Subject },
        EffectivePeriod = request.Effective ?? Span(measurements),
        Component = [.. request.Statistics.SelectMany(s => Components(s, measurements))],
    };

    private static ObservationComponent[] Components(string statistic, Measurements measurements)
    {
        if (statistic == "regression")
        {
            return Regression(measurements);
        }

        var sorted = measurements.Values.Select(v => v.Value).Order().ToList();
        var code = Code(statistic, null);
        return Statistics.Of(statistic, sorted, measurements.Total) is { } value
            ? [new() { Code = code, ValueQuantity = Quantity(value, Statistics.Kinds[statistic], measurements.Unit) }]
            : [Absent(code)];
    }

    // Hours since the first measurement are one axis, so the gradient is in the unit per hour.
    private static ObservationComponent[] Regression(Measurements measurements)
    {
        var first = measurements.Values.Count == 0 ? 0 : measurements.Values.Min(v => v.TimeMs);
        return Statistics.Regression([.. measurements.Values.Select(v => ((v.TimeMs - first) / MsPerHour, v.Value))]) is { } line
            ?
            [
                new() { Code = Code("regression", "gradient"), ValueQuantity = new() { Value = Rounded(line.Slope), System = Ucum, Code = $"({measurements.Unit!.Code})/h", Unit = $"{measurements.Unit.Unit ?? measurements.Unit.Code}/h" } },
                new() { Code = Code("regression", "intercept"), ValueQuantity = Quantity(line.Intercept, StatisticKind.Amount, measurements.Unit) },
            ]
            : [Absent(Code("regression", null))];
    }

    private static Quantity Quantity(double value, StatisticKind kind, Quantity? unit) => kind switch
    {
        StatisticKind.Amount when unit is not null => unit with { Value = Rounded(value) },
        StatisticKind.Square when unit is not null => new() { Value = Rounded(value), System = Ucum, Code = $"({unit.Code}).({unit.Code})", Unit = $"({unit.Unit ?? unit.Code})²" },
        _ => new() { Value = Rounded(value), System = Ucum, Code = "1", Unit = "1" },
    };

    private static ObservationComponent Absent(CodeableConcept code) => new()
    {
        Code = code,
        DataAbsentReason = new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/data-absent-reason", Code = "unknown" }] },
    };

    private static CodeableConcept Code(string statistic, string? text) => new() { Coding = [new() { System = System, Code = statistic }], Text = text };

    // 15 digits are what a double holds; beyond them stands only how it was calculated.
    private static FhirDecimal Rounded(double value) => Math.Abs(value) < 1e27
        ? (FhirDecimal)(decimal)value
        : FhirDecimal.Parse(value.ToString("E14", CultureInfo.InvariantCulture));

    private static Period? Span(Measurements measurements) => measurements.Values.Count == 0 ? null : new()
    {
        Start = Instant(measurements.Values.Min(v => v.TimeMs)),
        End = Instant(measurements.Values.Max(v => v.TimeMs)),
    };

    private static string Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
