using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Net;
using Helhed.Fhir.Packages;
using Helhed.Hosting;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Commands;

/// <summary><c>serve</c>: opens the store, makes the synthetic region if the store is empty and this is a demo, and serves.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Addresses to serve, separated by ';'",
        DefaultValueFactory = _ => "http://127.0.0.1:5080",
    };

    private const long MegaByte = 1024 * 1024;

    private static readonly Option<int> People = new("--people")
    {
        Description = "Citizens of the synthetic region that is made when the store is empty",
        DefaultValueFactory = _ => 2000,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of the synthetic region: the same seed makes the same region",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Demo = new("--demo")
    {
        Description = "on or off. On: made-up people may log in without proof, and only loopback addresses are served",
        DefaultValueFactory = _ => "on",
    };

    private static readonly Option<string[]> Packages = new("--package")
    {
        Description = "A FHIR package (.tgz) or a folder with one, whose profiles and codes $validate knows; may be given several times",
    };

    private static readonly Option<string?> PublicUrl = new("--public-url")
    {
        Description = "Address under which others reach this server, for links in notifications; default is the first of --urls",
    };

    private static readonly Option<string[]> SubscriptionEndpoints = new("--subscription-endpoint")
    {
        Description = "Beginning of an address that notifications may go to although it is http or in a private network, such as http://10.1.2.3:8080/; may be given several times",
    };

    private static readonly Option<string[]> ImportFrom = new("--import-from")
    {
        Description = "What the addresses of files for $import begin with (https://data.example.org/export/); may be given several times. A demo also reads from this machine",
    };

    private static readonly Option<string> References = new("--references")
    {
        Description = "as-they-come or must-resolve. The latter refuses a reference to a resource that is not here, and deleting what something refers to; bulk loads are taken as they are",
        DefaultValueFactory = _ => "as-they-come",
    };

    private static readonly Option<string> AppRegistration = new("--app-registration")
    {
        Description = "on or off. On: apps may register themselves at /oauth2/register and wait for 'apps approve'; a demo always lets them, for made-up people",
        DefaultValueFactory = _ => "off",
    };

    private static readonly Option<string[]> TrustedProxies = new("--trusted-proxy")
    {
        Description = "IP address of a proxy in front, whose X-Forwarded-For and X-Forwarded-Proto are believed; may be given several times",
    };

    private static readonly Option<double> RequestSeconds = new("--request-seconds")
    {
        Description = "Longest time for one request to the FHIR API; then it is given up",
        DefaultValueFactory = _ => RecordsLimits.Default.Time.TotalSeconds,
    };

    private static readonly Option<int> MaxRequests = new("--max-requests")
    {
        Description = "Most requests to the FHIR API that are worked on at once; eight times as many may wait",
        DefaultValueFactory = _ => RecordsLimits.Default.MaxConcurrent,
    };

    private static readonly Option<int> MaxAnswer = new("--max-answer-mb")
    {
        Description = "Most megabytes of resources in one answer of the FHIR API: a page ends there, and of a bundle further entries are refused",
        DefaultValueFactory = _ => (int)(RecordsLimits.Default.MaxAnswerBytes / MegaByte),
    };

    public static Command Make()
    {
        var command = new Command("serve", "Serve the region (default)");
        AddTo(command);
        return command;
    }

    public static void AddTo(Command command)
    {
        Demo.AcceptOnlyFromAmong("on", "off");
        AppRegistration.AcceptOnlyFromAmong("on", "off");
        References.AcceptOnlyFromAmong("as-they-come", "must-resolve");
        People.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 1_000_000)
            {
                r.AddError("--people is from 0 to 1000000.");
            }
        });
        RequestSeconds.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double>() is not (>= 0.1 and <= 3600))
            {
                r.AddError("--request-seconds is from 0.1 to 3600.");
            }
        });
        MaxRequests.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 100_000)
            {
                r.AddError("--max-requests is from 1 to 100000.");
            }
        });
        MaxAnswer.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                r.AddError("--max-answer-mb is from 1 to 10000.");
            }
        });
        PublicUrl.Validators.Add(r => Check(r, r.GetValueOrDefault<string?>() is { } url ? [url] : []));
        TrustedProxies.Validators.Add(r =>
        {
            if ((r.GetValueOrDefault<string[]>() ?? []).FirstOrDefault(a => !IPAddress.TryParse(a, out _)) is { } wrong)
            {
                r.AddError($"--trusted-proxy is an IP address, such as 10.1.2.3, and not '{wrong}'.");
            }
        });
        SubscriptionEndpoints.Validators.Add(r => Check(r, r.GetValueOrDefault<string[]>() ?? []));
        command.Options.Add(Urls);
        command.Options.Add(StoreOptions.Data);
        command.Options.Add(StoreOptions.Database);
        command.Options.Add(People);
        command.Options.Add(Seed);
        command.Options.Add(Demo);
        command.Options.Add(Packages);
        command.Options.Add(PublicUrl);
        command.Options.Add(SubscriptionEndpoints);
        command.Options.Add(ImportFrom);
        command.Options.Add(References);
        command.Options.Add(AppRegistration);
        command.Options.Add(TrustedProxies);
        command.Options.Add(RequestSeconds);
        command.Options.Add(MaxRequests);
        command.Options.Add(MaxAnswer);
        command.SetAction(Run);
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var started = Stopwatch.StartNew();
        var urls = parsed.GetValue(Urls)!;
        var isDemo = parsed.GetValue(Demo) == "on";
        if (isDemo && DemoGuard.Refusal(urls) is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            return 2;
        }

        var packages = new List<FhirPackage>();
        if (PackageFile.ReadAll(parsed.GetValue(Packages) ?? [], packages) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        using var telemetry = Telemetry.Export();
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        if (isDemo)
        {
            await SyntheticRegion.Ensure(store, parsed.GetValue(People), parsed.GetValue(Seed), ct);
        }

        var built = Application.Build(store, new ServeSettings(parsed.GetValue(StoreOptions.Data)!, urls, isDemo, packages)
        {
            PublicUrl = parsed.GetValue(PublicUrl),
            TakesAppRegistrations = parsed.GetValue(AppRegistration) == "on",
            SubscriptionEndpoints = parsed.GetValue(SubscriptionEndpoints) ?? [],
            References = parsed.GetValue(References) == "must-resolve" ? ReferencePolicy.MustResolve : ReferencePolicy.AsTheyCome,
            ImportSources = parsed.GetValue(ImportFrom) ?? [],
            TrustedProxies = [.. (parsed.GetValue(TrustedProxies) ?? []).Select(IPAddress.Parse)],
            Limits = new RecordsLimits
            {
                Time = TimeSpan.FromSeconds(parsed.GetValue(RequestSeconds)),
                MaxConcurrent = parsed.GetValue(MaxRequests),
                MaxWaiting = 8 * parsed.GetValue(MaxRequests),
                MaxAnswerBytes = parsed.GetValue(MaxAnswer) * MegaByte,
            },
        });
        if (!built.TryGet(out var app, out var fault))
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }

        await using var running = app;
        await app.StartAsync(ct);
        await Announce(app.Urls, isDemo, started.Elapsed);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static void Check(OptionResult result, string[] addresses)
    {
        if (!addresses.All(a => Uri.TryCreate(a, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            result.AddError($"{result.Option.Name} is an http or https address, such as https://fhir.example.dk.");
        }
    }

    private static async Task Announce(ICollection<string> urls, bool isDemo, TimeSpan elapsed)
    {
        foreach (var url in urls)
        {
            await Console.Out.WriteLineAsync($"""

                Helhed is ready after {elapsed.TotalSeconds:F1} s:
                  {url}/           what Helhed is, and log-in{(isDemo ? $"\n  {url}/demo       made-up people to log in as" : "")}
                  {url}/borger     the citizen's page
                  {url}/klinik     the clinician's page
                  {url}/admin      the state of the store
                  {url}/fhir       the FHIR R4 API ({url}/fhir/metadata)
                Stop with Ctrl+C.
                """);
        }
    }
}
