using System.Diagnostics;
using System.Text.Json;

namespace Helhed.Bench;

/// <summary>One expression on one resource, and what an evaluation costs with each engine.</summary>
internal sealed record PathFigure(string Expression, double OursMicroseconds, double AllocatedEach, int OursCount, double? PeerMicroseconds, int? PeerCount);

/// <summary>
/// The npm engine <c>fhirpath</c> in a process of its own. It is a peer, no part of the product: it lies in <c>bench/fhirpath</c> and is
/// installed by npm at the first measurement.
/// </summary>
internal static class FhirPathPeer
{
    private const string Folder = "bench/fhirpath";

    /// <summary>Processor time of one evaluation for each case, in microseconds, with the number of results; null when it cannot be had.</summary>
    /// <param name="cases">Expressions with the JSON of their resource.</param>
    /// <param name="each">Time for each.</param>
    /// <param name="tell">Told why it cannot be had.</param>
    public static List<(double? Microseconds, int? Count)>? Measure(IReadOnlyList<(string Expression, byte[] Resource)> cases, TimeSpan each, Action<string> tell)
    {
        if (!File.Exists(Path.Combine(Folder, "peer.cjs")))
        {
            tell($"The npm engine is left out: {Folder} is not in this folder. Run from the checkout.");
            return null;
        }

        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")) && Run("npm", ["ci", "--no-audit", "--no-fund"], "").Exit != 0)
            {
                tell($"The npm engine is left out: 'npm ci' in {Folder} failed.");
                return null;
            }

            var (exit, output) = Run("node", ["peer.cjs"], Input(cases, each));
            return exit == 0 ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            tell("The npm engine is left out: node and npm are not installed. Install them with: sudo apt-get install -y nodejs npm");
            return null;
        }
    }

    private static string Input(IReadOnlyList<(string Expression, byte[] Resource)> cases, TimeSpan each)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("milliseconds", (int)each.TotalMilliseconds);
            writer.WriteStartArray("cases");
            foreach (var (expression, resource) in cases)
            {
                writer.WriteStartObject();
                writer.WriteString("expression", expression);
                writer.WritePropertyName("resource");
                writer.WriteRawValue(resource);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static (double? Microseconds, int? Count) Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("microseconds", out var microseconds) ? (microseconds.GetDouble(), json.RootElement.GetProperty("count").GetInt32()) : (null, null);
    }

    private static (int Exit, string Output) Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
