using System.CommandLine;
using System.Globalization;
using Helhed.Access.OAuth;
using Helhed.Hosting;

namespace Helhed.Commands;

/// <summary><c>apps list|add|approve|refuse|close</c>: the apps that may ask people for access to their data.</summary>
internal static class AppsCommand
{
    private static readonly Argument<string> Id = new("ID") { Description = "The app's client id, from 'apps list'" };
    private static readonly Argument<string> Name = new("NAME") { Description = "What people see the app called" };
    private static readonly Option<string> Scope = new("--scope") { Description = "The most it may be granted: SMART scopes, separated by spaces", Required = true };
    private static readonly Option<string[]> Redirects = new("--redirect") { Description = "An address that answers may go to; may be given several times" };
    private static readonly Option<string?> Launch = new("--launch") { Description = "Where it is opened from Helhed's pages" };
    private static readonly Option<bool> IsNative = new("--native") { Description = "It runs on the person's own machine" };
    private static readonly Option<bool> HasSecret = new("--secret") { Description = "It proves itself by a secret, which is shown once" };
    private static readonly Option<FileInfo?> Jwks = new("--jwks") { Description = "It proves itself by a key: a file with its public keys, a JWK set" };
    private static readonly Option<string?> JwksUri = new("--jwks-uri") { Description = "It proves itself by a key: where its public keys are fetched" };

    private static readonly Option<string?> Purpose = new("--purpose") { Description = "HRESCH (research) or HQUALIMP (quality): it is for that alone, and sees people by pseudonyms" };

    public static Command Make()
    {
        var list = new Command("list", "Show the apps, the newest first") { StoreOptions.Data, StoreOptions.Database };
        list.SetAction(List);
        var add = new Command("add", "Register an app and approve it") { Name, Scope, Redirects, Launch, IsNative, HasSecret, Jwks, JwksUri, Purpose, StoreOptions.Data, StoreOptions.Database };
        add.SetAction(Add);
        return new Command("apps", "The apps that may ask people for access")
        {
            list,
            add,
            Decision("approve", "Let an app be used", AppState.Approved),
            Decision("refuse", "Do not let an app be used", AppState.Refused),
            Decision("close", "Let an app be used no more; all its tokens end", AppState.Closed),
        };
    }

    private static Command Decision(string name, string what, AppState state)
    {
        var command = new Command(name, what) { Id, StoreOptions.Data, StoreOptions.Database };
        command.SetAction(async (parsed, ct) =>
        {
            await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
            if (await AppRegistry.Of(store.Database, store.Ledger, TimeProvider.System).Change(parsed.GetValue(Id)!, state, ct))
            {
                return 0;
            }

            await Console.Error.WriteLineAsync("There is no app with this client id; 'apps list' shows them.");
            return 1;
        });
        return command;
    }

    private static async Task<int> List(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        foreach (var app in await AppRegistry.Of(store.Database, store.Ledger, TimeProvider.System).List(ct))
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{app.Id}  {app.State.ToString().ToLowerInvariant(),-8}  {app.MadeAt:yyyy-MM-dd}  {app.Registration.Name}\n  {app.Registration.Scopes}\n  {string.Join(' ', app.Registration.Redirects)}"));
        }

        return 0;
    }

    private static async Task<int> Add(ParseResult parsed, CancellationToken ct)
    {
        var jwks = parsed.GetValue(Jwks);
        var hasKey = jwks is not null || parsed.GetValue(JwksUri) is not null;
        if (hasKey && parsed.GetValue(HasSecret))
        {
            await Console.Error.WriteLineAsync("An app proves itself in one way: by a secret or by a key.");
            return 2;
        }

        var kind = hasKey ? AppKind.Key : parsed.GetValue(HasSecret) ? AppKind.Secret : AppKind.Public;
        var registration = new AppRegistration(parsed.GetValue(Name)!, kind, parsed.GetValue(Redirects) ?? [], parsed.GetValue(Scope)!)
        {
            IsNative = parsed.GetValue(IsNative),
            LaunchUri = parsed.GetValue(Launch),
            Jwks = jwks is null ? null : await File.ReadAllTextAsync(jwks.FullName, ct),
            JwksUri = parsed.GetValue(JwksUri),
            Purpose = parsed.GetValue(Purpose),
        };
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        if (!(await AppRegistry.Of(store.Database, store.Ledger, TimeProvider.System).Add(registration, AppState.Approved, ct)).TryGet(out var made, out var problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        await Console.Out.WriteLineAsync($"client id  {made.App.Id}{(made.Secret is { } secret ? $"\nsecret     {secret}" : "")}");
        return 0;
    }
}
